import assert from "node:assert/strict";
import { makeJsonLog } from "../../../handlers/aws/log";
import { keptMetrics, metrics } from "../../../handlers/aws/metrics";
import type { Kept, PublishResult } from "../../../handlers/publish";
import { failure } from "../../../core/run/failure";

/** A log whose clock a test moves by seconds, and its lines. */
function openLog() {
  const lines: Record<string, unknown>[] = [];
  let now = Date.parse("2026-03-01T08:00:00Z");
  const log = makeJsonLog(
    { dataset: "walks", run: "r1", step: "Convert" },
    { now: () => new Date(now) },
    (line) => void lines.push(JSON.parse(line) as Record<string, unknown>),
  );
  return { log, lines, pass: (seconds: number) => void (now += seconds * 1000) };
}

describe("the log of a function", () => {
  it("writes one JSON object a line, with time, data set, run and step", () => {
    const { log, lines } = openLog();
    log.warn("two\nlines");
    assert.deepEqual(lines, [
      {
        level: "warn",
        time: "2026-03-01T08:00:00.000Z",
        dataset: "walks",
        run: "r1",
        step: "Convert",
        message: "two\nlines",
      },
    ]);
  });

  it("writes progress first, then at most every ten seconds, and the last", () => {
    const { log, lines, pass } = openLog();
    for (let rows = 1; rows <= 25; rows++) {
      log.progress({ step: "Convert", rows });
      pass(1);
    }
    log.end();
    log.end();
    assert.deepEqual(
      lines.map(({ rows }) => rows),
      [1, 11, 21, 25],
    );
  });

  it("writes an error by name and sentence", () => {
    const { log, lines } = openLog();
    log.error(failure("RowsLost", "three rows"));
    assert.equal(lines[0]?.["level"], "error");
    assert.equal(lines[0]["error"], "RowsLost");
    assert.equal(lines[0]["message"], "three rows");
  });
});

describe("metrics of a published run", () => {
  const result = (read: number, quarantined: number): PublishResult => ({
    status: "published",
    run: "r1",
    date: "2026-03-01",
    number: 4,
    rows: { read, staged: read - quarantined, quarantined, published: 7 },
    location: "processed/",
  });
  const line = (read: number, quarantined: number) =>
    JSON.parse(
      metrics({ Dataset: "walks", Database: "lake" }, result(read, quarantined), new Date(1_000)),
    ) as Record<string, unknown>;

  it("are declared in CloudWatch's embedded format", () => {
    assert.deepEqual(line(10, 1)["_aws"], {
      Timestamp: 1_000,
      CloudWatchMetrics: [
        {
          Namespace: "data-flow",
          Dimensions: [["Dataset", "Database"]],
          Metrics: [
            { Name: "RowsRead", Unit: "Count" },
            { Name: "RowsPublished", Unit: "Count" },
            { Name: "RowsQuarantined", Unit: "Count" },
            { Name: "QuarantineRatio", Unit: "None" },
          ],
        },
      ],
    });
  });

  it("carry a value for each name and dimension", () => {
    const { _aws, ...values } = line(10, 1);
    assert.deepEqual(values, {
      Dataset: "walks",
      Database: "lake",
      run: "r1",
      date: "2026-03-01",
      RowsRead: 10,
      RowsPublished: 7,
      RowsQuarantined: 1,
      QuarantineRatio: 0.1,
    });
  });

  it("count a kept run, for its data set and by why it was kept", () => {
    const kept: Kept = { reason: "LaterDatePublished", tableDate: "2205-01-01", tableRun: "r0" };
    const text = keptMetrics({ Dataset: "walks", Database: "lake" }, result(10, 1), kept, new Date(1_000));
    assert.deepEqual(JSON.parse(text), {
      _aws: {
        Timestamp: 1_000,
        CloudWatchMetrics: [
          {
            Namespace: "data-flow",
            Dimensions: [
              ["Dataset", "Database"],
              ["Dataset", "Database", "Reason"],
            ],
            Metrics: [{ Name: "RunsKept", Unit: "Count" }],
          },
        ],
      },
      Dataset: "walks",
      Database: "lake",
      Reason: "LaterDatePublished",
      run: "r1",
      date: "2026-03-01",
      tableDate: "2205-01-01",
      tableRun: "r0",
      RunsKept: 1,
    });
  });

  it("have a ratio of 0 where nothing was read", () => {
    assert.equal(line(0, 0)["QuarantineRatio"], 0);
  });
});
