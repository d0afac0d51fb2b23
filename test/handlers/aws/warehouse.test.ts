import assert from "node:assert/strict";
import { askWarehouse } from "../../../handlers/aws/ask-warehouse";
import { makeRedshiftData, makeWarehouse } from "../../../handlers/aws/redshift-warehouse";
import type { Warehouse } from "../../../core/run/ports";
import { stillClock } from "./bucket";
import { standIn, useCredentials, type Asked, type Reply } from "./stand-in";

const json = (body: object, status = 200): Reply => ({
  status,
  headers: { "content-type": "application/x-amz-json-1.1" },
  body: JSON.stringify(body),
});
const refused = (status: number, code: string, message: string): Reply =>
  json({ __type: code, message, Message: message }, status);

/** The action that was asked for, and its parameters. */
const called = ({ headers, body }: Asked): [string, Record<string, unknown>] => [
  String(headers["x-amz-target"]).replace("RedshiftData.", ""),
  JSON.parse(body.toString()) as Record<string, unknown>,
];

/** What came of a warehouse over a stand-in, and what was asked. */
async function against<T>(
  answer: (action: string, given: Record<string, unknown>) => Reply,
  act: (warehouse: Warehouse) => Promise<T>,
) {
  const server = await standIn((asked) => answer(...called(asked)));
  const client = makeRedshiftData({ endpoint: server.endpoint, attempts: 1 });
  try {
    const result = await act(makeWarehouse(client, { workgroup: "wg", database: "db" }, "lake"));
    return { result, asked: server.asked.map(called) };
  } finally {
    await server.close();
  }
}

describe("the warehouse over the Data API", () => {
  useCredentials();

  it("sends several statements as one transaction, with its token, to a database of the workgroup", async () => {
    const { result, asked } = await against(
      () => json({ Id: "s1" }),
      (warehouse) => warehouse.execute(["lock table t", "delete from t"], "token"),
    );
    assert.equal(result, "s1");
    assert.deepEqual(asked, [
      [
        "BatchExecuteStatement",
        {
          WorkgroupName: "wg",
          Database: "db",
          Sqls: ["lock table t", "delete from t"],
          ClientToken: "token",
        },
      ],
    ]);
  });

  it("sends one statement alone, so that it may be one that no transaction takes", async () => {
    const { asked } = await against(
      () => json({ Id: "s1" }),
      (warehouse) => warehouse.execute(["vacuum"], "token"),
    );
    assert.deepEqual(asked, [
      ["ExecuteStatement", { WorkgroupName: "wg", Database: "db", Sql: "vacuum", ClientToken: "token" }],
    ]);
  });

  for (const [said, progress] of [
    [{ Status: "SUBMITTED" }, { status: "running", rows: [-1], answers: false }],
    [{ Status: "PICKED" }, { status: "running", rows: [-1], answers: false }],
    [
      { Status: "STARTED", SubStatements: [{ Status: "FINISHED", ResultRows: 0 }, { Status: "STARTED" }] },
      { status: "running", rows: [0, -1], answers: false },
    ],
    [
      { Status: "FINISHED", HasResultSet: true, ResultRows: 3 },
      { status: "finished", rows: [3], answers: true },
    ],
    [
      {
        Status: "FAILED",
        Error: "Query #2 failed with ERROR: no",
        SubStatements: [
          { Status: "FINISHED", ResultRows: 7 },
          { Status: "FAILED", Error: "ERROR: no", ResultRows: -1 },
          { Status: "ABORTED", ResultRows: -1 },
        ],
      },
      { status: "failed", rows: [7, -1, -1], answers: false, error: "ERROR: no", failed: 2 },
    ],
    [
      {
        Status: "FAILED",
        SubStatements: [
          { Status: "ABORTED", ResultRows: 7 },
          { Status: "FAILED", Error: "ERROR: no" },
          { Status: "ABORTED", ResultRows: -1 },
        ],
      },
      { status: "failed", rows: [7, -1, -1], answers: false, error: "ERROR: no", failed: 2 },
    ],
    [
      { Status: "ABORTED", SubStatements: [{ Status: "FINISHED" }, { Status: "ABORTED" }] },
      { status: "failed", rows: [-1, -1], answers: false, error: "it was cancelled", failed: 2 },
    ],
    [{ Status: "ABORTED" }, { status: "failed", rows: [-1], answers: false, error: "it was cancelled" }],
  ] as const)
    it(`describes ${JSON.stringify(said)}`, async () => {
      const { result } = await against(
        () => json(said),
        (warehouse) => warehouse.describe("s1"),
      );
      assert.deepEqual(result, progress);
    });

  it("reads every page of a statement's answer, and each kind of value", async () => {
    const pages: Record<string, object> = {
      first: {
        ColumnMetadata: [{ name: "a", label: "b", typeName: "int8" }],
        Records: [[{ longValue: 9007199254740991 }], [{ isNull: true }], [{ doubleValue: 0.1 }]],
        NextToken: "second",
      },
      second: { Records: [[{ stringValue: "" }], [{ booleanValue: false }], [{ longValue: 0 }]] },
    };
    const { result, asked } = await against(
      (_, { NextToken }) => json(pages[NextToken === undefined ? "first" : "second"]!),
      async (warehouse) => {
        const all = [];
        for await (const page of warehouse.rows("s1", 3)) all.push(page);
        return all;
      },
    );
    assert.deepEqual(result[0]?.columns, [{ name: "b", type: "int8" }]);
    assert.deepEqual(
      result.flatMap(({ rows }) => rows.flat()),
      [9007199254740991, null, 0.1, "", false, 0],
    );
    assert.deepEqual(asked, [
      ["GetStatementResult", { Id: "s1:3" }],
      ["GetStatementResult", { Id: "s1:3", NextToken: "second" }],
    ]);
  });

  for (const [reply, name, message] of [
    [
      refused(400, "AccessDeniedException", "not authorized"),
      "AccessDenied",
      /redshift-data:Describe.*denied/,
    ],
    [refused(400, "ThrottlingException", "slow down"), "WarehouseUnavailable", /the workgroup wg/],
    [refused(400, "ActiveStatementsExceededException", "many"), "WarehouseUnavailable", /many/],
    [refused(500, "DatabaseConnectionException", "waking"), "WarehouseUnavailable", /waking/],
    [refused(400, "ValidationException", "nonsense"), "WarehouseFailed", /nonsense/],
    [
      refused(400, "ValidationException", "Redshift endpoint doesn't exist in this region."),
      "WarehouseMissing",
      /workgroup wg.*AWS_REGION/,
    ],
    [refused(400, "UnrecognizedClientException", "bad token"), "CredentialsMissing", /aws sso login/],
  ] as const)
    it(`calls ${reply.body as string} ${name}`, async () => {
      await assert.rejects(
        against(
          () => reply,
          (warehouse) => warehouse.describe("s1"),
        ),
        { name, message },
      );
    });

  it("takes a statement that ended before it was cancelled for cancelled", async () => {
    const { asked } = await against(
      () => refused(400, "ValidationException", "Could not cancel a query that is already in FINISHED state"),
      (warehouse) => warehouse.cancel("s1"),
    );
    assert.deepEqual(asked, [["CancelStatement", { Id: "s1" }]]);
  });

  describe("asked by a person", () => {
    it("waits for the end, then streams the answer", async () => {
      let described = 0;
      const waits: number[] = [];
      const clock = { ...stillClock, sleep: (ms: number) => Promise.resolve(void waits.push(ms)) };
      const { result } = await against(
        (action) =>
          action === "ExecuteStatement"
            ? json({ Id: "s1" })
            : action === "DescribeStatement"
              ? json(++described < 9 ? { Status: "STARTED" } : { Status: "FINISHED", HasResultSet: true })
              : json({ ColumnMetadata: [{ name: "n" }], Records: [[{ longValue: 1 }]] }),
        async (warehouse) => {
          const { columns, chunks } = await askWarehouse(warehouse, "select 1 as n", { clock });
          const rows = [];
          for await (const chunk of chunks) rows.push(...chunk);
          return { columns, rows };
        },
      );
      assert.deepEqual(result, { columns: [{ name: "n", type: "" }], rows: [[1]] });
      assert.equal(waits.length, 8);
      assert.equal(waits[0], 200);
      assert.equal(Math.max(...waits), 2000);
    });

    it("tells Redshift's message", async () => {
      await assert.rejects(
        against(
          (action) =>
            json(
              action === "ExecuteStatement" ? { Id: "s1" } : { Status: "FAILED", Error: 'ERROR: column "x"' },
            ),
          (warehouse) => askWarehouse(warehouse, "select x", { clock: stillClock }),
        ),
        { name: "QueryFailed", message: /ERROR: column "x"/ },
      );
    });
  });
});
