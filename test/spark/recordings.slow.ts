/** The whole mHealth archive through the laptop's machine on both engines: every value, and what they report. */
import assert from "node:assert/strict";
import { mhealth } from "../../datasets/mhealth";
import { partReports, transformReportKey } from "../../contract/keys";
import { tableColumns } from "../../contract/derive/plan-columns";
import type { PartReport, TransformReport } from "../../core/run/documents";
import { readJson } from "../../core/run/state";
import { makeLocalPorts } from "../../local/local-ports";
import { publishedRun } from "../../local/published";
import { run, type RunOptions } from "../../local/run";
import { temporaryHome } from "../local/temporary-home";
import { sharedData } from "../shared-data";
import { comparablePart } from "./both-converters";
import { assertSameRows, comparable } from "./both-engines";
import { sparkPython } from "./environment";

const quiet = { progress: () => undefined, warn: () => undefined };
const watch = { begin: () => undefined, end: () => undefined };
const date = "2026-03-01";

describe("the recorded mHealth archive on Spark", () => {
  const home = temporaryHome();
  before(async function () {
    process.env["DATA_FLOW_PYTHON"] = await sparkPython(this);
  });

  it("publishes what DuckDB publishes, value by value, and reports the same", async function () {
    const archive = sharedData(this, "mhealth", "semi-synthetic", "archive.zip");
    const ports = makeLocalPorts({ home: home(), log: quiet });
    const parts: unknown[][] = [];
    const reportOf = async (options: RunOptions): Promise<TransformReport> => {
      const document = await run(mhealth, { archive, date, force: true, ...options }, ports, watch);
      assert.deepEqual([document.error, document.status], [undefined, "published"]);
      const rows = 1_215_745;
      assert.deepEqual(document.rows, { read: rows, staged: rows, quarantined: 0, published: rows });
      const { pointer } = (await publishedRun(mhealth, ports))!;
      const ofRun: unknown[] = [];
      for await (const { key } of ports.store.list(partReports("mhealth", pointer.run)))
        ofRun.push(comparablePart(await readJson<PartReport>(ports.store, key)));
      parts.push(ofRun);
      return readJson(ports.store, transformReportKey("mhealth", pointer.run, pointer.attempt));
    };
    const duckdb = await reportOf({});
    const spark = await reportOf({ engine: "spark", convert: "spark" });
    assert.deepEqual([duckdb.engine, spark.engine], ["duckdb", "spark"]);
    assert.deepEqual(parts[1], parts[0]);
    const withoutRun = ({ run: _, ...report }: ReturnType<typeof comparable>) => report;
    assert.deepEqual(withoutRun(comparable(spark)), withoutRun(comparable(duckdb)));
    await assertSameRows(ports, tableColumns(mhealth), duckdb.files, spark.files);
  });
});
