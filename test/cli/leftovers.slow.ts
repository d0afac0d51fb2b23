import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tarOf } from "../../core/archive/tar-writer";
import { buffer } from "node:stream/consumers";
import { runJson, start, withHome } from "./command";

const bars =
  "Date,Open,High,Low,Close,Adj Close,Volume,Note\n2024-03-04,1,1,1,1,1,9,\n2024-03-05,2,2,2,2,2,9,\n";

describe("what data-flow run does not do, and says so", function () {
  it("names the files of an archive that no layout fits, and the columns that none names", () =>
    withHome(async (home) => {
      mkdirSync(home, { recursive: true });
      const archive = join(home, "mixed.tar");
      const members = ["A_2024_2024.csv", "notes.txt", "a.csv"].map((name) => ({
        name,
        bytes: Buffer.from(bars),
      }));
      writeFileSync(archive, await buffer(tarOf(members)));
      const document = await runJson(home, "prices", "--archive", archive);
      const { code, skipped, unread } = document;
      assert.deepEqual([code, skipped, unread], [0, ["notes.txt", "a.csv"], ["Note"]]);
      const { stdout } = await start(home, [
        ...["run", "prices", "--archive", archive, "--as-of", "now", "--force"],
      ]).done;
      assert.match(
        stdout,
        /Skipped 2 files that no layout of datasets\/prices\.ts matches: notes\.txt, a\.csv\./,
      );
      assert.match(stdout, /Not read: column Note; no layout of datasets\/prices\.ts names it\./);
    }));

  it("warns when what comes is merged into the generated sample", () =>
    withHome(async (home) => {
      await start(home, ["run", "prices", "--rows", "30"]).done;
      const archive = join(home, "A_2024_2024.csv");
      writeFileSync(archive, bars);
      const asked = await start(home, ["run", "prices", "--archive", archive]).done;
      assert.deepEqual([asked.code, asked.stdout], [2, ""]);
      assert.match(asked.stderr, /^error: prices is merged by key: .* --as-of now to let/);
      const { code, stdout } = await start(home, ["run", "prices", "--archive", archive, "--as-of", "now"])
        .done;
      assert.equal(code, 0);
      assert.match(
        stdout,
        /! The new rows are merged into 30 rows of the generated sample, which stay\. To keep them apart, set DATA_FLOW_HOME/,
      );
    }));

  it("refuses symbols with an archive, before it asks for terms", () =>
    withHome(async (home) => {
      const { code, stderr } = await start(home, ["run", "prices", "--archive", "x.tar", "--symbols", "A"])
        .done;
      assert.deepEqual(
        [code, stderr.split("\n")[0]],
        [2, "error: --symbols and --source-url do not apply to --archive: leave them out."],
      );
    }));
});
