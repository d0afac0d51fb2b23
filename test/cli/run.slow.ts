import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { mhealth } from "../../datasets/mhealth";
import { sampleChunks } from "../sample-chunks";
import { buildZip } from "../core/archive/build-zip";
import { dataFlow, queryJson, runJson, withHome } from "./command";

describe("data-flow run, at length", () => {
  it("keeps a run of an older date without pointing at it", () =>
    withHome(async (home) => {
      const newer = await runJson(home, "mhealth", "--rows", "500", "--date", "2026-03-02");
      const older = await runJson(home, "mhealth", "--rows", "600", "--date", "2026-03-01");
      assert.deepEqual([newer.status, older.status, older.code], ["published", "kept", 0]);
      assert.deepEqual(await queryJson(home, "select count(*) as n from mhealth"), [{ n: 500 }]);
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

  it("reads the sample over real data only where it is named, and says what it does", () =>
    withHome(async (home) => {
      const csv = join(home, "real.csv");
      await writeFile(csv, Buffer.concat([...sampleChunks(mhealth, 100)]));
      await runJson(home, "mhealth", "--rows", "200");
      await runJson(home, "mhealth", "--archive", csv);
      const refused = await dataFlow(home, "run", "mhealth", "--rows", "200");
      assert.deepEqual([refused.code, refused.stdout], [2, ""]);
      assert.match(
        refused.stderr,
        /^error: .* mhealth holds 100 real rows: .* If you want the sample, add --sample/,
      );
      const invoked = await dataFlow(home, "invoke", "ingest", "--dataset", "mhealth");
      assert.deepEqual([invoked.code, invoked.stderr], [2, refused.stderr]);
      assert.deepEqual(await queryJson(home, "select count(*)::int as n from mhealth"), [{ n: 100 }]);
      const { code, stdout } = await dataFlow(home, "run", "mhealth", "--rows", "200", "--sample");
      assert.equal(code, 0);
      assert.match(stdout, /^! The generated sample replaces 100 real rows/m);
    }));

  it("says why a run is kept, and how to publish it all the same", () =>
    withHome(async (home) => {
      const future = ["mhealth", "--rows", "300", "--date", "2205-01-01"];
      const refused = await runJson(home, ...future);
      assert.deepEqual([refused.status, refused.code, refused.error?.name], ["failed", 1, "DateInFuture"]);
      assert.equal((await runJson(home, ...future, "--force")).status, "published");
      const kept = await runJson(home, "mhealth", "--rows", "400");
      assert.deepEqual(
        [kept.status, kept.kept?.reason, kept.kept?.tableDate],
        ["kept", "LaterDatePublished", "2205-01-01"],
      );
      const { stdout } = await dataFlow(home, "run", "mhealth", "--rows", "500");
      assert.match(stdout, /the table is of 2205-01-01.*use --date 2205-01-01 --force\./);
      const advised = ["--date", "2205-01-01", "--force"];
      assert.equal((await runJson(home, "mhealth", "--rows", "500", ...advised)).status, "published");
    }));

  it("says before it starts what the contract changes, as data-flow plan does", () =>
    withHome(async (home) => {
      const { run } = await runJson(home, "mhealth", "--rows", "300");
      const file = join(home, "state", "mhealth", "runs", run, "plan.json");
      // Without its checksum, as an older version wrote it.
      const plan = (await readFile(file, "utf8")).replace(/ {2}"checksum": .*\n/, "");
      // As if the contract had been one of a stricter share, and a warehouse.
      await writeFile(
        file,
        plan.replace(/"maxBadRatio": [\d.]+/, '"maxBadRatio": 0').replace("zstd", "snappy"),
      );
      const { code, stdout: lines } = await dataFlow(home, "plan", "mhealth");
      assert.equal(code, 0);
      const [heading, told] = [
        /^mhealth: (3 changes of the contract since run [\w-]+:)$/m,
        / {2}compatible +maxBadRatio: 0 /,
      ];
      assert.match(lines, heading);
      assert.match(lines, told);
      const { stdout } = await dataFlow(home, "run", "mhealth", "--rows", "300");
      const changes = lines.slice(lines.indexOf("\n\n"), lines.indexOf("\n\n✓"));
      assert.ok(stdout.startsWith(`${heading.exec(lines)![1]}${changes}\n\n✓ Ingest`), stdout);
    }));
});
