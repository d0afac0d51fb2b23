import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { dataFlow, queryJson, runJson, withHome } from "./command";

/** All files of a home, relative and sorted. */
async function filesOf(home: string): Promise<string[]> {
  const entries = await readdir(home, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(home.length + 1))
    .sort();
}

describe("data-flow run", () => {
  it("publishes the generated sample with every subject and every activity", () =>
    withHome(async (home) => {
      const document = await runJson(home, "mhealth", "--rows", "5000");
      assert.equal(document.code, 0);
      assert.equal(document.status, "published");
      assert.deepEqual(document.rows, { read: 5000, staged: 5000, quarantined: 0, published: 5000 });
      assert.deepEqual(
        document.steps.map(({ name }) => name),
        ["Ingest", "Convert", "Transform", "Publish"],
      );
      const [counts] = await queryJson<{ rows: number; subjects: number; activities: number; keys: number }>(
        home,
        `select count(*) as rows, count(distinct id) as subjects, count(distinct activity) as activities,
                count(distinct (id, timestamp)) as keys from mhealth`,
      );
      assert.deepEqual(counts, { rows: 5000, subjects: 10, activities: 13, keys: 5000 });
    }));

  it("says unchanged the second time, exits 0 and leaves no new key", () =>
    withHome(async (home) => {
      await runJson(home, "mhealth", "--rows", "500");
      const before = await filesOf(home);
      const again = await runJson(home, "mhealth", "--rows", "500");
      assert.equal(again.status, "unchanged");
      assert.equal(again.code, 0);
      assert.equal(again.rows.published, 500);
      assert.deepEqual(await filesOf(home), before);
    }));

  it("marks generated data as generated wherever a person sees it", () =>
    withHome(async (home) => {
      const { stdout } = await dataFlow(home, "run", "mhealth", "--rows", "500");
      assert.match(stdout, /GENERATED/);
    }));

  it("tells of a failed run in one JSON document and exits 1", () =>
    withHome(async (home) => {
      const failed = await runJson(home, "mhealth", "--archive", join(home, "nothing.zip"));
      assert.equal(failed.code, 1);
      assert.equal(failed.status, "failed");
      assert.match(failed.error?.message ?? "", /nothing\.zip/);
      assert.equal(failed.location, null);
    }));

  it("marks the step that failed", () =>
    withHome(async (home) => {
      const file = join(home, "other.csv");
      await writeFile(file, "a,b\n1,2\n");
      const { stdout, code } = await dataFlow(home, "run", "mhealth", "--archive", file);
      assert.equal(code, 1);
      assert.match(stdout, /^✗ Ingest/m);
      assert.match(stdout, /✗ NoLayoutFits: .*other\.csv: a,b/s);
    }));

  for (const [what, args, expected] of [
    [
      "an unknown data set",
      ["run", "mhelth"],
      /has that name \(did you mean mhealth\?\)\. Data sets: (\w+, )*mhealth\b/,
    ],
    ["a day that is none", ["run", "mhealth", "--date", "2026-02-30"], /YYYY-MM-DD/],
    ["an unknown option", ["run", "mhealth", "--archiv", "x"], /--archiv/],
    ["two inputs at once", ["run", "mhealth", "--archive", "x", "--live"], /cannot be used with/],
    ["a time of no archive", ["run", "prices", "--as-of", "2024-03-01"], /--archive/],
    ["a time without a zone", ["run", "prices", "--as-of", "2024-03-01T10:00"], /with a zone/],
    ["a ratio above 1", ["run", "mhealth", "--max-bad-ratio", "2"], /ratio from 0 to 1/],
  ] as const) {
    it(`exits 2 with a sentence for ${what}`, () =>
      withHome(async (home) => {
        const { code, stderr } = await dataFlow(home, ...args);
        assert.equal(code, 2);
        assert.match(stderr, expected);
      }));
  }

  for (const option of ["--engine", "--convert"]) {
    it(`says what ${option} may be`, () =>
      withHome(async (home) => {
        const { code, stderr } = await dataFlow(home, "run", "mhealth", option, "sprak");
        assert.equal(code, 2);
        assert.match(stderr, /spark/);
      }));
  }
});
