import assert from "node:assert/strict";
import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { mhealth } from "../../datasets/mhealth";
import { sampleChunks } from "../../local/sample";
import { buildZip } from "../handlers/archive/build-zip";
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

  it("keeps a run of an older date without pointing at it", () =>
    withHome(async (home) => {
      const newer = await runJson(home, "mhealth", "--rows", "500", "--date", "2026-03-02");
      const older = await runJson(home, "mhealth", "--rows", "600", "--date", "2026-03-01");
      assert.deepEqual([newer.status, older.status, older.code], ["published", "kept", 0]);
      assert.deepEqual(await queryJson(home, "select count(*) as n from mhealth"), [{ n: 500 }]);
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

  it("does not call a damaged table unchanged, and mends it by force", () =>
    withHome(async (home) => {
      const { location } = await runJson(home, "mhealth", "--rows", "300");
      await rm(location!, { recursive: true });
      const { code, stderr } = await dataFlow(home, "query", "select count(*) from mhealth");
      assert.equal(code, 1);
      assert.match(
        stderr,
        /mhealth cannot be read: its files are damaged .* run mhealth again with --force/s,
      );
      const again = await runJson(home, "mhealth", "--rows", "300");
      assert.deepEqual([again.status, again.code, again.error?.name], ["failed", 1, "TableFilesDiffer"]);
      assert.equal((await runJson(home, "mhealth", "--rows", "300", "--force")).status, "published");
      assert.deepEqual(await queryJson(home, "select count(*)::int as n from mhealth"), [{ n: 300 }]);
    }));

  it("takes nothing from an archive of which only a part fits", () =>
    withHome(async (home) => {
      const text = Buffer.concat([...sampleChunks(mhealth, 100)]);
      const zip = join(home, "two.zip");
      const other = Buffer.from(text.toString().replace("alx,", "ALX,"));
      await writeFile(
        zip,
        buildZip([
          { name: "m.csv", data: text },
          { name: "n.csv", data: other },
          { name: "README.txt", data: text },
        ]),
      );
      const document = await runJson(home, "mhealth", "--archive", zip);
      assert.deepEqual([document.status, document.error?.name], ["failed", "NoLayoutFits"]);
      assert.match(document.error?.message ?? "", /n\.csv: layout kaggle_csv .* header lacks alx/);
    }));

  it("warns when the sample takes the place of real data", () =>
    withHome(async (home) => {
      const csv = join(home, "real.csv");
      await writeFile(csv, Buffer.concat([...sampleChunks(mhealth, 100)]));
      await runJson(home, "mhealth", "--archive", csv);
      const { stdout } = await dataFlow(home, "run", "mhealth", "--rows", "200");
      assert.match(stdout, /^! The generated sample takes the place of 100 real rows/m);
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
    ["an unknown data set", ["run", "mhelth"], /There is no data set of that name; there are: mhealth/],
    ["a day that is none", ["run", "mhealth", "--date", "2026-02-30"], /YYYY-MM-DD/],
    ["an unknown option", ["run", "mhealth", "--archiv", "x"], /--archiv/],
    ["two inputs at once", ["run", "mhealth", "--archive", "x", "--live"], /cannot be used with/],
    ["a ratio above 1", ["run", "mhealth", "--max-bad-ratio", "2"], /share from 0 to 1/],
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
