/** The additions of docs/architecture.md, made to a copy of the program by exactly the files and lines that it says. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix, resolve } from "node:path";

const page = readFileSync("docs/architecture.md", "utf8").replaceAll("\r\n", "\n");
const { include } = JSON.parse(readFileSync("tsconfig.json", "utf8")) as { include: readonly string[] };
/** What the command is made of, and the rules by which. */
const needed = [
  ...include.filter((name) => !["test", "bench"].includes(name)),
  "scripts",
  "package.json",
  "tsconfig.json",
];

/** Each toy: the section that it follows, its name, and what stands in the files that the section's table names. */
const toys = [
  {
    section: "A raw format",
    kind: "pairs",
    files: {
      "contract/formats/pairs.ts": "test/toys/pairs/words.ts",
      "core/formats/pairs/index.ts": "test/toys/pairs/reader.ts",
    },
  },
  {
    section: "A source",
    kind: "shelf",
    files: {
      "contract/sources/shelf.ts": "test/toys/shelf/words.ts",
      "core/sources/shelf/index.ts": "test/toys/shelf/source.ts",
    },
  },
  {
    section: "A rule",
    kind: "median",
    files: { "contract/rules/median.ts": "test/toys/median/rule.ts" },
  },
] as const;

const rain = `import { defineDataset } from "../contract";

export const rain = defineDataset({
  name: "rain",
  title: "Rain",
  description: "Rain of a day, as two stations wrote it down.",
  licence: { name: "CC0", url: "https://creativecommons.org/publicdomain/zero/1.0/" },
  citation: "Nobody.",
  source: {
    kind: "shelf",
    files: {
      "2024/kyoto.txt": "day=2024-03-01;mm=1.5\\nday=2024-03-02;mm=much\\n",
      "2024/nara.txt": "mm=2;day=2024-03-01\\n",
    },
  },
  layouts: [
    {
      format: "pairs",
      name: "lines",
      files: "/(?<station>[a-z]+)\\\\.txt$",
      columns: { station: { path: "station" }, day: { pair: "day" }, mm: { pair: "mm" } },
    },
  ],
  stage: { station: { type: "string" }, day: { type: "date" }, mm: { type: "double" } },
  table: {
    columns: {
      station: { type: "string", description: "Name of the station" },
      day: { type: "date", description: "Day" },
      mm: { type: "double", unit: "mm", description: "Rain of the day" },
    },
    key: ["station", "day"],
    mode: "replace",
    sql: "select station, day, mm from stage",
  },
  rules: [
    { name: "some_rows", kind: "rows", min: 2 },
    { name: "usual", kind: "median", column: "mm", min: 1.5, max: 2 },
    { name: "wet", kind: "median", column: "mm", min: 5, max: 9.5, severity: "warn" },
  ],
  maxBadRatio: 0.5,
  retention: "30 days",
  schedule: { expression: "cron(0 8 * * ? *)", timeZone: "UTC" },
  convert: "lambda",
});
`;

/** The text of a section of the page. */
function sectionOf(title: string): string {
  const section = page.split(/^## /m).find((each) => each.startsWith(`${title}\n`));
  assert.ok(section, `docs/architecture.md has a section "${title}"`);
  return section;
}

/** The hunks of a section's diffs, by file. */
function diffsOf(section: string): readonly (readonly [file: string, hunks: readonly string[]])[] {
  return [...section.matchAll(/^```diff\n--- (\S+)\n(.*?)^```$/gms)].map(
    ([, file, body]) => [file!, body!.split(/^ …\n/m)] as const,
  );
}

/** A file with a hunk: where its old lines stand, which is one place, its new ones. */
function patched(text: string, hunk: string, file: string): string {
  const lines = hunk.split("\n").filter((line) => line !== "");
  const side = (marks: string) =>
    lines
      .filter((line) => marks.includes(line[0]!))
      .map((line) => `${line.slice(1)}\n`)
      .join("");
  const parts = text.split(side(" -"));
  assert.equal(parts.length, 2, `${file} holds these lines once:\n${side(" -")}`);
  return parts.join(side(" +"));
}

/** A toy's text where it goes: what it imports by its path here, it imports by its path there. */
function moved(from: string, to: string, places: Readonly<Record<string, string>>): string {
  return readFileSync(from, "utf8").replaceAll(/from "(\.[^"]*)"/g, (_, specifier: string) => {
    const path = posix.join(posix.dirname(from), specifier);
    const target = places[`${path}.ts`]?.replace(/(\/index)?\.ts$/, "") ?? path;
    const relative = posix.relative(posix.dirname(to), target);
    return `from "${relative.startsWith(".") ? relative : `./${relative}`}"`;
  });
}

describe("a program with the additions of docs/architecture.md", function () {
  const folder = mkdtempSync(join(tmpdir(), "data-flow-additions-"));
  const at = (...names: string[]) => join(folder, ...names);
  const write = (file: string, text: string) => {
    mkdirSync(dirname(at(file)), { recursive: true });
    writeFileSync(at(file), text);
  };
  const node = (script: string, ...words: string[]) => {
    const env = { ...process.env, DATA_FLOW_HOME: at(".data-flow") };
    return spawnSync(process.execPath, [at("scripts", script), ...words], {
      cwd: folder,
      env,
      encoding: "utf8",
    });
  };
  const places = Object.fromEntries(
    toys.flatMap(({ files }) => Object.entries<string>(files).map(([to, from]) => [from, to])),
  );

  before(() => {
    for (const name of needed) cpSync(resolve(name), at(name), { recursive: true });
    symlinkSync(resolve("node_modules"), at("node_modules"), "junction");
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const { section, kind, files } of toys)
    it(`takes ${kind}: the files of "${section}", and a line for each list`, () => {
      const text = sectionOf(section);
      const named = [...text.matchAll(/^\| `([^`]*<kind>[^`]*)`/gm)].map(([, file]) =>
        file!.replace("<kind>", kind),
      );
      assert.deepEqual(Object.keys(files), named);
      for (const [to, from] of Object.entries<string>(files)) write(to, moved(from, to, places));
      const diffs = diffsOf(text);
      const [, shared] = new RegExp(`\\(#${section.toLowerCase().replaceAll(" ", "-")}\\) *\\| (\\d+) `).exec(
        page,
      )!;
      assert.equal(diffs.length, Number(shared), "shared files, as the table at the top of the page says");
      for (const [file, hunks] of diffs)
        write(
          file,
          hunks.reduce((text, hunk) => patched(text, hunk, file), readFileSync(at(file), "utf8")),
        );
    });

  it("compiles, and takes them through a whole run", () => {
    write("datasets/rain.ts", rain);
    const built = node("build.js");
    assert.deepEqual([built.status, built.stdout, built.stderr], [0, "", ""]);
    const { status, stdout, stderr } = node(
      "data-flow.js",
      "run",
      "rain",
      "--live",
      "--date",
      "2024-03-02",
      "--json",
    );
    assert.equal(status, 0, stderr);
    const document = JSON.parse(stdout) as { status: string; rows: object; brokenRules: object[] };
    assert.equal(document.status, "published");
    assert.deepEqual(document.rows, { read: 3, staged: 2, quarantined: 1, published: 2 });
    assert.deepEqual(document.brokenRules, [{ name: "wet", severity: "warn", violations: 1 }]);
    const asked = (sql: string) =>
      (JSON.parse(node("data-flow.js", "query", sql, "--json").stdout) as object[]).map((row): unknown[] =>
        Object.values(row),
      );
    assert.deepEqual(asked("select station, day, mm from rain order by all"), [
      ["kyoto", "2024-03-01", 1.5],
      ["nara", "2024-03-01", 2],
    ]);
    assert.deepEqual(asked("select _file, _row, _column, _reason, _raw from quarantine_rain"), [
      ["2024/kyoto.txt", 1, "mm", "unreadable", "day=2024-03-02;mm=much"],
    ]);
  });
});
