import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { show } from "../../cli/show";
import { weather } from "../examples/weather";
import { temporaryHome } from "../local/temporary-home";
import { answers, quietPorts, runOnce } from "../verify/store";

describe("a run whose catalog cannot be written", function () {
  const home = temporaryHome();
  const run = () => runOnce(home(), weather, { archive: "test/examples/stations.csv" });

  it("is told as published and not shown yet, and the next run, which finds nothing new, shows it", async () => {
    // A file in the place of the catalog's folder.
    writeFileSync(join(home(), "catalog"), "");
    const document = await run();
    assert.equal(document.status, "failed");
    assert.match(
      document.error!.message,
      /The table of weather is published as number 1, of run .*, but the catalog does not show it yet\. The next run updates the catalog, even if nothing has changed\.$/,
    );
    assert.match(document.location!, /processed\/weather\//);
    assert.ok(document.rows.published > 0);
    const said: string[] = [];
    const out = { write: (text: string) => said.push(text) } as unknown as NodeJS.WriteStream;
    await show(weather, document, quietPorts(home()), out);
    assert.match(said.join(""), /\n {2}weather is published \(\d+ rows, .*\)\.\n$/);

    rmSync(join(home(), "catalog"));
    assert.equal((await run()).status, "unchanged");
    assert.ok((await answers(home()))["weather"]);
  });
});

describe("what a run tells of quarantined records", () => {
  const told = async (run: string) => {
    const said: string[] = [];
    const out = { write: (text: string) => said.push(text) } as unknown as NodeJS.WriteStream;
    const document = {
      dataset: "weather",
      run,
      error: { name: "TooManyBadRows", message: "x" },
      location: null,
      quarantine: [{ run: "r2", records: 3 }],
    } as unknown as Parameters<typeof show>[1];
    const home = mkdtempSync(join(tmpdir(), "unshown-"));
    try {
      await show(weather, document, quietPorts(home), out);
    } finally {
      rmSync(home, { recursive: true });
    }
    return said.join("");
  };

  it("is all of them if it quarantined some, and nothing if it did not", async () => {
    assert.match(await told("r2"), /Quarantined so far: 3 records in 1 run, r2 \(3\)\./);
    assert.doesNotMatch(await told("r3"), /Quarantined/);
  });
});

describe("what a run tells of a footer", () => {
  const home = temporaryHome();

  it("is said once, whatever formats the data set has", async () => {
    const said: string[] = [];
    const out = { write: (text: string) => said.push(text) } as unknown as NodeJS.WriteStream;
    const document = {
      dataset: "weather",
      date: "2026-03-01",
      status: "published",
      rows: { published: 9, quarantined: 0 },
      seconds: 1,
      leftOut: { footer: 1003 },
    } as unknown as Parameters<typeof show>[1];
    const formats = [{}, { format: "fixed" }, { format: "yahoo-chart" }, { format: "json-lines" }];
    const layouts = formats as unknown as typeof weather.layouts;
    await show({ ...weather, layouts }, document, quietPorts(home()), out);
    assert.deepEqual(said.slice(2), ["  Left out as a footer: 1,003 records.\n"]);
  });
});
