import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { checkInput, fetches } from "../../cli/check-input";
import { datasetPage, defineDataset, transformPlan } from "../../contract";
import { datasetFaults } from "../../contract/define";
import { runPlan } from "../../contract/derive/run-plan";
import { weather } from "../examples/weather";
import { laptop, rowsOf, runAt } from "./prices-world";
import { temporaryHome } from "./temporary-home";

/** Files without a header, and no sample: one could not be written for them. */
const readings = defineDataset({
  name: "readings",
  title: "Readings",
  description: "What a sensor wrote, file by file.",
  licence: { name: "CC0", url: "https://creativecommons.org/publicdomain/zero/1.0/" },
  citation: "None.",
  source: { kind: "kaggle", owner: "nobody", dataset: "readings" },
  layouts: [
    {
      name: "log",
      files: "\\.log$",
      delimiter: " ",
      quoting: "none",
      header: { fields: 2 },
      columns: { sensor: { field: 0 }, value: { field: 1 } },
    },
  ],
  stage: { sensor: { type: "string" }, value: { type: "double" } },
  table: {
    columns: {
      sensor: { type: "string", description: "Name of the sensor" },
      value: { type: "double", description: "What it measured" },
    },
    key: ["sensor"],
    mode: "replace",
    sql: "select sensor, value from stage",
  },
  rules: [],
  maxBadRatio: 0,
  retention: "30 days",
  schedule: { expression: "cron(0 6 * * ? *)", timeZone: "Europe/Berlin" },
  convert: "lambda",
});

describe("a data set without a sample", () => {
  const home = temporaryHome();
  const advice =
    "readings has no sample to generate: read a file with --archive FILE, or fetch from its source with --live.";

  it("is run from its files, which have no header", async () => {
    const archive = join(home(), "a.log");
    writeFileSync(archive, "s1 1.5\ns2 -2\n");
    const run = await runAt(home(), "2026-03-02T06:00:00Z", { live: false, archive }, readings);
    assert.deepEqual([run.error, run.rows.published], [undefined, 2]);
    assert.deepEqual(await rowsOf(home(), "select * from readings order by 1"), [
      ["s1", 1.5],
      ["s2", -2],
    ]);
  });

  it("says what to do where it is given nothing to read", async () => {
    for (const rows of [undefined, 5]) {
      const options = { live: false, ...(rows === undefined ? {} : { rows }) };
      const { status, error } = await runAt(home(), "2026-03-02T06:00:00Z", options, readings);
      assert.deepEqual([status, error], ["failed", { name: "SampleMissing", message: advice }]);
    }
  });

  it("is wrong usage of a command that is given nothing to read", async () => {
    const said: string[] = [];
    const command = new Command().exitOverride().configureOutput({ writeErr: (text) => said.push(text) });
    const ports = laptop(home(), "2026-03-02T06:00:00Z");
    for (const flags of [{}, { sample: true }]) {
      await assert.rejects(checkInput(command, readings, flags, ports), { exitCode: 2 });
      assert.deepEqual(said.splice(0), [`error: ${advice}\n`]);
    }
    await checkInput(command, readings, { archive: "a.log" }, ports);
    await checkInput(command, readings, { live: true }, ports);
    await checkInput(command, weather, {}, ports);
  });

  it("is fetched where a command is given nothing to read", () => {
    assert.equal(fetches(readings, {}), true);
    for (const flags of [{ archive: "a.log" }, { rows: 5 }, { sample: true }])
      assert.equal(fetches(readings, flags), false);
    assert.equal(fetches(weather, {}), false);
    for (const flags of [{ live: true }, { sourceUrl: "https://example.org" }, { symbols: ["A"] }])
      assert.equal(fetches(weather, flags), true);
  });

  it("asks for a file where it has no address either", async () => {
    const local = { ...readings, source: { kind: "local" } } as const;
    const said: string[] = [];
    const command = new Command().exitOverride().configureOutput({ writeErr: (text) => said.push(text) });
    const ports = laptop(home(), "2026-03-02T06:00:00Z");
    await assert.rejects(checkInput(command, local, { live: true }, ports), { exitCode: 2 });
    assert.match(
      said.join(""),
      /^error: readings has no address to fetch from .* give the file to read with --archive FILE\.\n$/,
    );
    await checkInput(command, local, { archive: "a.log" }, ports);
    const { error } = await runAt(home(), "2026-03-02T06:00:00Z", { live: true }, local);
    assert.deepEqual(error?.name, "SourceMissing");
  });

  it("is otherwise the same: faults, plans and page", () => {
    const { sample: _, ...without } = weather;
    assert.deepEqual(datasetFaults(without), []);
    assert.equal(datasetPage(without), datasetPage(weather));
    assert.deepEqual(transformPlan(without), transformPlan(weather));
    assert.deepEqual(runPlan(without, {}), runPlan(weather, {}));
  });
});
