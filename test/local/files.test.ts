import assert from "node:assert/strict";
import { show } from "../../cli/show";
import { manifestKey } from "../../contract/keys";
import type { Manifest } from "../../core/run/documents";
import { readJson } from "../../core/run/state";
import { startFileServer, type FileServer } from "../file-server";
import { air, readings, rows, runOn } from "./files-world";
import { laptop, rowsOf } from "./prices-world";
import { temporaryHome } from "./temporary-home";

describe("files at addresses, on the laptop", () => {
  const home = temporaryHome();
  let server: FileServer;
  beforeEach(async () => {
    server = await startFileServer();
  });
  afterEach(() => server.close());

  const day = (number: number) => `2026-03-${String(number).padStart(2, "0")}`;
  const put = (number: number, value: number, modified = `${day(number)}T08:00:00Z`) =>
    server.files.set(`/${day(number)}.csv`, { body: readings(day(number), value), modified });
  const daily = () =>
    air({ kind: "files", urls: [`${server.url}/{date}.csv`], lookback: 3, missing: "skip" });

  it("are merged day by day: a missing day is named, a restated one wins, an unchanged run asks once an address", async () => {
    put(1, 1);
    put(2, 2);
    const first = await runOn(home(), daily(), day(2));
    assert.deepEqual([first.error, first.status], [undefined, "published"]);
    assert.deepEqual(
      first.missing?.map(({ file }) => file),
      ["2026-02-27/2026-02-27.csv", "2026-02-28/2026-02-28.csv"],
    );
    const written: string[] = [];
    const out = { write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream;
    await show(daily(), first, laptop(home(), `${day(2)}T12:00:00Z`), out);
    assert.match(
      written.join(""),
      /Skipped 2 files that the source does not have: 2026-02-27\/2026-02-27\.csv, 2026-02-28\/2026-02-28\.csv\./,
    );
    server.newlyAsked();
    assert.equal((await runOn(home(), daily(), day(2))).status, "unchanged");
    assert.equal(server.newlyAsked().length, 4);

    put(1, 10, `${day(3)}T09:00:00Z`);
    put(3, 3);
    const third = await runOn(home(), daily(), day(3));
    const manifest = await readJson<Manifest>(
      laptop(home(), `${day(3)}T12:00:00Z`).store,
      manifestKey("air", third.run),
    );
    assert.deepEqual(
      manifest.files.map(({ file, asOf }) => [file, asOf]),
      [
        ["2026-03-01/2026-03-01.csv", `${day(3)}T09:00:00.000Z`],
        ["2026-03-03/2026-03-03.csv", `${day(3)}T08:00:00.000Z`],
      ],
    );
    assert.deepEqual(
      await rowsOf(
        home(),
        "select day::varchar, max(epoch_ms(_as_of))::double from stage_air group by 1 order by 1",
      ),
      [
        [day(1), Date.parse(`${day(3)}T09:00:00Z`)],
        [day(3), Date.parse(`${day(3)}T08:00:00Z`)],
      ],
    );
    assert.deepEqual(
      (await rows(home())).map(([, date, value]) => [date, value]),
      [
        [day(1), 10],
        [day(1), 10.5],
        [day(2), 2],
        [day(2), 2.5],
        [day(3), 3],
        [day(3), 3.5],
      ],
    );
  });

  it("replace the table only if one of them has changed", async () => {
    const snapshot = air({ kind: "files", urls: [`${server.url}/a.csv`, `${server.url}/b.csv`] }, "replace");
    server.files.set("/a.csv", { body: readings(day(1), 1) }).set("/b.csv", { body: readings(day(2), 2) });
    assert.equal((await runOn(home(), snapshot, day(2))).status, "published");
    assert.equal((await runOn(home(), snapshot, day(3))).status, "unchanged");
    server.files.set("/b.csv", { body: readings(day(2), 5) });
    assert.equal((await runOn(home(), snapshot, day(4))).status, "published");
    assert.deepEqual(
      (await rows(home())).map(([, , value]) => value),
      [1, 1.5, 5, 5.5],
    );
  });
});
