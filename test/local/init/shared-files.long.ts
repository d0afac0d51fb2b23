/** Every recorded file through a look and a run; docs/formats.md shows what comes of them. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { makeGivenSource } from "../../../local/archive";
import { discover, type Discovery } from "../../../local/init";
import { makeLocalPorts, type LocalPorts } from "../../../local/local-ports";
import { run } from "../../../local/run";
import { golden } from "../../golden";
import { sharedData } from "../../shared-data";
import { temporaryHome } from "../temporary-home";

const log = { progress: () => undefined, warn: () => undefined };
const watch = { begin: () => undefined, progress: () => undefined, end: () => undefined };

/** What a look finds, or the sentence of its refusal. */
function look(path: string, ports: LocalPorts): Promise<Discovery | string> {
  const source = makeGivenSource(path, () => ports.clock.now());
  const input = { name: "looked", described: { kind: "local" }, source, origin: basename(path) };
  return discover(
    {
      ...input,
      ask: (column, { answers }) => `${column}: ${answers.map(({ answer }) => answer).join(" or ")}?`,
    },
    ports,
    watch,
  ).catch((error: unknown) => {
    assert.ok(
      error instanceof Error && /^(NothingFound|Ambiguous|Archive\w+)$/.test(error.name),
      String(error),
    );
    return error.message;
  });
}

/** The files below a folder that a look may be given, in order. */
function filesIn(folder: string, fits: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => fits.test(path) && statSync(join(folder, path)).isFile())
    .sort();
}

const groups = [
  { title: "csv", folder: ["csv"], fits: /^(?!INDEX)(?!.*\/bad-).*\.csv(\.gz)?$/ },
  { title: "market/daily-csv", folder: ["market", "daily-csv"], fits: /\.csv(\.gz)?$/ },
  { title: "market/dirty-daily-csv", folder: ["market", "dirty-daily-csv"], fits: /\.csv(\.gz)?$/ },
  { title: "cases", folder: ["..", "cases"], fits: /\.(csv|bz2|tar|json)$/ },
] as const;

const cell = (text: string) =>
  text
    .replace(/\p{Cc}+/gu, " ")
    .replaceAll("|", "\\|")
    .trim();

describe("recorded files through init", function () {
  this.timeout(900_000);
  const home = temporaryHome();

  it("are read whole, or refused with the reason, as docs/formats.md shows", async function () {
    const lines: string[] = [];
    const full: string[] = [];
    for (const { title, folder, fits } of groups) {
      const root = sharedData(this, ...folder);
      for (const file of filesIn(root, fits)) {
        const ports = makeLocalPorts({ home: join(home(), `${lines.length}`), log });
        const found = await look(join(root, file), ports);
        const name = `${title}/${file}`;
        if (typeof found === "string") {
          full.push(`${name}\n  refused: ${found}`);
          lines.push(`| \`${name}\` | | refused: ${cell(found)} |`);
          continue;
        }
        const { dataset, records, quarantined } = found;
        const done = await run(dataset, { archive: join(root, file) }, ports, watch);
        assert.deepEqual([done.status, done.error], ["published", undefined], name);
        assert.deepEqual(
          [done.rows.published, done.rows.quarantined],
          [records - quarantined, quarantined],
          name,
        );
        const types = Object.entries(dataset.stage).map(
          ([column, { type, nullable }]) => `${column} ${type}${nullable ? "?" : ""}`,
        );
        full.push(
          [
            name,
            `  ${records - quarantined} rows, ${quarantined} quarantined`,
            ...types.map((each) => `  ${each}`),
          ].join("\n"),
        );
        const more = types.length > 6 ? ` and ${types.length - 6} more` : "";
        const bad = quarantined > 0 ? `, ${quarantined} quarantined` : "";
        lines.push(
          `| \`${name}\` | ${records - quarantined}${bad} | ${cell(types.slice(0, 6).join(", "))}${more} |`,
        );
      }
    }
    golden("test/golden/init/recorded-files.txt", full.join("\n"));
    const page = readFileSync("docs/formats.md", "utf8").replaceAll("\r\n", "\n");
    const [before = ""] = /^[\s\S]*<!-- Generated from here on; .*? -->\n/.exec(page) ?? [];
    const table = ["| file | rows | columns |", "| --- | --- | --- |", ...lines].join("\n");
    golden(
      "docs/formats.md",
      `${before}\n<!-- prettier-ignore-start -->\n\n${table}\n\n<!-- prettier-ignore-end -->\n`,
    );
  });

  it("may have 2,000 columns", async () => {
    mkdirSync(home(), { recursive: true });
    const file = join(home(), "wide.csv");
    const names = Array.from({ length: 2000 }, (_, index) => `c${String(index).padStart(4, "0")}`);
    const row = (number: number) =>
      `r${number},${names.map((_, index) => ((index * number) % 19) - 9).join(",")}`;
    writeFileSync(
      file,
      [`id,${names.join(",")}`, ...Array.from({ length: 300 }, (_, index) => row(index))].join("\n"),
    );
    const ports = makeLocalPorts({ home: join(home(), "store"), log });
    const found = await look(file, ports);
    assert.ok(typeof found === "object");
    assert.deepEqual([found.records, found.quarantined, found.contract.key], [300, 0, ["id"]]);
    assert.deepEqual(
      new Set(Object.values(found.dataset.stage).map(({ type }) => type)),
      new Set(["string", "int"]),
    );
  });
});
