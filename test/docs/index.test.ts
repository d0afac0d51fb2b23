import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const read = (path: string) => readFileSync(path, "utf8").replaceAll("\r\n", "\n");
const pages = readdirSync("docs", { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".md"));
const all = ["README.md", ...pages.map((page) => `docs/${page}`)];

/** Links to files of this repository, in line or by reference; code is left out. */
const linksOf = (text: string) =>
  [...text.replaceAll(/^```[^]*?^```/gm, "").matchAll(/\]\(([^)\s]+)\)|^\[[\w-]+\]: (\S+)$/gm)]
    .map(([, inline, reference]) => (inline ?? reference)!)
    .filter((to) => !/^https?:/.test(to));

/** A heading's anchor as GitHub makes it. */
const anchorsOf = (text: string) =>
  [...text.replaceAll(/^```[^]*?^```/gm, "").matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );

describe("the documentation", () => {
  it("has an index that links every page, or the folder of those that are written for each data set", () => {
    const linked = linksOf(read("docs/index.md")).map((to) => to.split("#")[0]);
    const isLinked = (page: string) => linked.some((to) => to === page || to === `${dirname(page)}/`);
    assert.deepEqual(
      pages.filter((page) => page !== "index.md" && !isLinked(page)),
      [],
    );
  });

  it("links only to files and headings that exist", () => {
    const broken = all.flatMap((page) =>
      linksOf(read(page))
        .filter((to) => {
          const [path = "", anchor] = to.split("#");
          const file = path === "" ? page : join(dirname(page), path);
          return !existsSync(file) || (anchor !== undefined && !anchorsOf(read(file)).includes(anchor));
        })
        .map((to) => `${page}: ${to}`),
    );
    assert.deepEqual(broken, []);
  });
});
