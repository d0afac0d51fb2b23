import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { defineDataset } from "../../contract";
import { makeLocalPorts } from "../../local/local-ports";
import { run, type RunDocument } from "../../local/run";
import { weather } from "./weather";

const page = () => readFileSync("docs/add-a-dataset.md", "utf8").replaceAll("\r\n", "\n");
const file = (name: string) => readFileSync(join("test", "examples", name), "utf8").replaceAll("\r\n", "\n");
const quiet = {
  progress: () => undefined,
  warn: () => undefined,
  begin: () => undefined,
  end: () => undefined,
};

describe("docs/add-a-dataset.md", () => {
  it("shows the description that is compiled and run here", () => {
    // It lies one folder deeper than datasets/.
    const text = file("weather.ts").replace('"../../contract"', '"../contract"');
    assert.ok(
      page().includes(`\`\`\`ts\n${text}\`\`\`\n`),
      "its code block differs from test/examples/weather.ts",
    );
  });

  it("shows the raw file that is run here", () => {
    assert.ok(page().includes(`\`\`\`csv\n${file("stations.csv")}\`\`\`\n`), "it differs from stations.csv");
  });

  it("shows the faults of a description as they are told", () => {
    const slipped = structuredClone(weather) as unknown as {
      maxBadRatio: number;
      rules: { min: number }[];
      schedule: { timeZone: string };
    };
    slipped.maxBadRatio = 5;
    slipped.rules[0]!.min = 100;
    slipped.schedule.timeZone = "Europe/Berln";
    assert.throws(
      () => defineDataset(slipped as never),
      (error: Error) => page().includes(`\`\`\`text\n${error.name}: ${error.message}\n\`\`\`\n`),
    );
  });

  describe("its example", () => {
    let home: string;
    beforeEach(async () => {
      home = await mkdtemp(join(tmpdir(), "weather-"));
    });
    afterEach(() => rm(home, { recursive: true }));

    const runOn = (options: Parameters<typeof run>[1]): Promise<RunDocument> =>
      run(weather, { date: "2024-03-03", ...options }, makeLocalPorts({ home, log: quiet }), quiet);

    it("runs from its archive to a published table", async () => {
      const document = await runOn({ archive: "test/examples/stations.csv" });
      assert.deepEqual(document.error, undefined);
      assert.equal(document.status, "published");
      assert.deepEqual(document.rows, { read: 4, staged: 4, quarantined: 0, published: 4 });
      const connection = await (await DuckDBInstance.create(":memory:")).connect();
      const table = `read_parquet('${document.location}/*.parquet')`;
      const rows = await connection.runAndReadAll(
        `select station, day::varchar, temperature, rain, freezing, remark from ${table} order by all`,
      );
      assert.deepEqual(rows.getRowsJson(), [
        ["A-01", "2024-03-01", 4.2, 0, false, null],
        ["A-01", "2024-03-02", 5.1, null, false, "gauge frozen"],
        ["B-07", "2024-03-01", -1.5, 12.4, true, "snow, later rain"],
        ["B-07", "2024-03-02", 0.3, 3.1, false, null],
      ]);
      connection.closeSync();
    });

    it("is refused by name where two rows have one key, as the page says", async () => {
      const archive = join(home, "stations.csv");
      const text = file("stations.csv");
      writeFileSync(archive, `${text}${text.split("\n")[1]}\n`);
      const { error } = await runOn({ archive });
      const told = error!.message.replace(/run \S+, attempt [^:]+:/, "run …, attempt …:");
      const start = told.slice(0, told.indexOf("Nothing is published; ") + "Nothing is published; ".length);
      assert.ok(page().includes(`\n${error!.name}: ${start}…\n`), `${error!.name}: ${told}`);
    });

    it("runs on its generated sample", async () => {
      const document = await runOn({});
      assert.deepEqual(
        [document.error, document.status, document.rows.published],
        [undefined, "published", 4],
      );
    });
  });
});
