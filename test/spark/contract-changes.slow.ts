import assert from "node:assert/strict";
import { quoteName } from "../../contract/derive/sql-literals";
import { asOfColumn, type PlanColumn, type TransformPlan } from "../../contract/plan";
import { typeNames, type ColumnType } from "../../contract/types";
import { createJson, readJson } from "../../core/run/state";
import { manifestKey } from "../../contract/keys";
import type { LocalPorts } from "../../local/local-ports";
import { layRun, portsIn, readings } from "../local/staged-run";
import { temporaryHome } from "../local/temporary-home";
import { assertEqual, mergedOf, pointTo, transformBoth } from "./both-engines";
import { sparkSession } from "./session";

const column = (name: string, type: ColumnType, more: Partial<PlanColumn> = {}): PlanColumn => ({
  name,
  type,
  nullable: true,
  ...more,
});
const id: PlanColumn = { name: "id", type: "int", nullable: false };
const planOf = (columns: readonly PlanColumn[], key = id): TransformPlan => ({
  ...readings,
  mode: "upsert",
  stage: [key, ...columns, ...readings.stage.filter(({ name }) => name.startsWith("_")), asOfColumn],
  columns: [key],
  sql: `select ${key.name} from stage`,
  key: [key.name],
  rules: [],
});

/** A stage row as SQL: values as DuckDB's literals. */
const row = (
  plan: TransformPlan,
  id: number,
  hour: number,
  values: Readonly<Record<string, string>> = {},
) => {
  const columns = plan.stage.flatMap(({ name, type }) => {
    const value = name === plan.key[0] ? `${id}` : (values[name] ?? "null");
    return name.startsWith("_") ? [] : [`cast(${value} as ${typeNames(type).duckdb}) as ${quoteName(name)}`];
  });
  return `select ${columns.join(", ")}, 'a.csv' as _file, ${id}::bigint as _offset, 0::bigint as _row,
    timestamptz '2026-01-01 00:00:00+00' + interval ${hour} hour as _as_of`;
};

/** Values at the edges of each type, as DuckDB's literals. */
const edges: Readonly<Record<string, readonly string[]>> = {
  int: ["-2147483648", "2147483647", "0", "999999999", "1000000000"],
  bigint: ["9223372036854775807", "-9223372036854775808", "9007199254740993", "9223372036854774784", "7"],
  double: [
    "'nan'",
    "'-inf'",
    "-0.0",
    "1.5",
    "2.5",
    "-3.0",
    "9223372036854775808e0",
    "-9223372036854775808e0",
    "0.1",
    "0.30000000000000004",
    "1e22",
    "5e-324",
    "12345678.125",
    "4611686018427387904e0",
  ],
  "decimal(12,2)": ["0.10", "-9999999999.99", "12.00", "2147483648.00", "0.05", "12.50"],
  "decimal(38,10)": [
    "0.1",
    "9999999999999999999999999999.9999999999",
    "123456789012345.6",
    "0.3000000000",
    "5",
  ],
  string: [
    "'7'",
    "'007'",
    "'-0'",
    "'+5'",
    "' 5'",
    "'1e2'",
    "'1_000'",
    "'2147483648'",
    "'-2147483648'",
    "''",
    "'true'",
    "'TRUE'",
    "'t'",
    "'false'",
    "'2024-02-29'",
    "'2024-2-9'",
    "'infinity'",
    "'10000-01-01'",
    "'0000-01-01'",
    "'2024-02-29 00:00:00'",
    "'epoch'",
    "'9223372036854775807'",
  ],
  boolean: ["true", "false"],
  date: ["'0001-01-01'", "'9999-12-31'", "'1969-12-31'"],
  timestamp: ["'2024-02-29 00:00:00+00'", "'2024-02-29 23:59:59.999999+00'", "'1900-01-01 00:00:00+00'"],
};

const changes: readonly (readonly [ColumnType, ColumnType])[] = [
  ["int", "bigint"],
  ["int", "double"],
  ["int", "string"],
  ["int", "decimal(9,0)"],
  ["bigint", "int"],
  ["bigint", "double"],
  ["bigint", "decimal(19,0)"],
  ["double", "int"],
  ["double", "bigint"],
  ["double", "decimal(12,2)"],
  ["double", "decimal(38,20)"],
  ["decimal(12,2)", "decimal(12,0)"],
  ["decimal(12,2)", "decimal(3,1)"],
  ["decimal(12,2)", "int"],
  ["decimal(12,2)", "double"],
  ["decimal(38,10)", "double"],
  ["decimal(38,10)", "bigint"],
  ["string", "int"],
  ["string", "bigint"],
  ["string", "boolean"],
  ["string", "date"],
  ["string", "double"],
  ["boolean", "string"],
  ["date", "string"],
  ["date", "timestamp"],
  ["timestamp", "date"],
];

describe("changes of a contract, on both engines", function () {
  this.timeout(300_000);
  const home = temporaryHome();
  const launch = sparkSession();

  const allow = async (ports: LocalPorts, run: string, allowLoss: readonly string[]) => {
    const key = manifestKey("readings", run);
    const manifest = await readJson(ports.store, key);
    await ports.store.delete([key]);
    await createJson(ports.store, key, { ...manifest, allowLoss });
  };
  const lay = (ports: LocalPorts, run: string, plan: TransformPlan, rows: readonly string[]) =>
    layRun(ports, run, [rows.length ? { staged: rows.join(" union all ") } : {}], plan);

  it("let the same values survive a change of type, as the same values", async () => {
    const ports = portsIn(home());
    const before = planOf(changes.map(([from], index) => column(`c${index}`, from)));
    const after = planOf(changes.map(([, to], index) => column(`c${index}`, to)));
    const most = Math.max(...Object.values(edges).map((values) => values.length));
    const rows = Array.from({ length: most }, (_, id) =>
      row(
        before,
        id,
        1,
        Object.fromEntries(changes.map(([from], index) => [`c${index}`, edges[from]![id] ?? "null"])),
      ),
    );
    await lay(ports, "r1", before, rows);
    const first = await transformBoth(ports, launch, "r1");
    await assertEqual(ports, before, first);
    await lay(ports, "r2", after, []);
    await allow(
      ports,
      "r2",
      changes.map((_, index) => `c${index}`),
    );
    // Each on what the other wrote.
    const crossed = { duckdb: mergedOf(first.spark), spark: mergedOf(first.duckdb) };
    await assertEqual(ports, after, await transformBoth(ports, launch, "r2", crossed));
  });

  it("keep retired columns, find renamed ones and fill new ones", async () => {
    const ports = portsIn(home());
    const first = planOf([column("amount", "double"), column("note", "string"), column("flag", "boolean")]);
    const renamed = [column("price", "double", { renamedFrom: ["amount"] })];
    const filled = { nullable: false, fill: "2024-02-29T12:00:00.5Z" };
    const second = planOf([...renamed, column("seen", "timestamp", filled)]);
    const number: PlanColumn = { name: "number", type: "bigint", nullable: false, renamedFrom: ["id"] };
    const third = planOf([column("flag", "string"), column("note", "string")], number);
    const plans = [first, second, third];
    const rows = [
      [
        row(first, 1, 1, { amount: "-0.0", note: "'a'", flag: "true" }),
        row(first, 2, 1, { amount: "'nan'", note: "'b'" }),
      ],
      [
        row(second, 2, 2, { price: "7", seen: "'2026-01-01 00:00:00+00'" }),
        row(second, 3, 2, { price: "8", seen: "'2026-01-01 00:00:00+00'" }),
      ],
      [row(third, 3, 3, { flag: "'no'" }), row(third, 1, 0, { flag: "'late'" })],
    ];
    let merged = { duckdb: "none", spark: "none" };
    for (const [index, plan] of plans.entries()) {
      await lay(ports, `r${index}`, plan, rows[index]!);
      const both = await transformBoth(ports, launch, `r${index}`, merged, index);
      await assertEqual(ports, plan, both);
      await pointTo(ports, index + 1, both.spark);
      merged = { duckdb: mergedOf(both.spark), spark: mergedOf(both.duckdb) };
      if (index === 2)
        assert.deepEqual(both.spark.identity, {
          key: ["number"],
          stage: [
            { name: "number", type: "bigint", formerly: ["id"] },
            { name: "flag", type: "string", formerly: [] },
            { name: "note", type: "string", formerly: [] },
          ],
          retired: [
            { name: "price", type: "double", formerly: ["amount"], values: { base: 3, merged: 3 } },
            { name: "seen", type: "timestamp", formerly: [], values: { base: 3, merged: 3 } },
          ],
          table: [{ name: "number", type: "bigint", formerly: ["id"], fieldId: 1 }],
        });
    }
  });

  const before = planOf([column("amount", "decimal(12,2)"), column("day", "timestamp")]);
  const laid = [
    row(before, 1, 1, { amount: "12.00", day: "'2024-01-01 00:00:00+00'" }),
    row(before, 3, 1, { amount: "0.5" }),
    row(before, 2, 1, { amount: "1.25", day: "'2024-01-01 00:00:00.25+00'" }),
  ];
  const refused: readonly (readonly [TransformPlan, string, RegExp])[] = [
    [
      planOf([column("amount", "decimal(12,0)"), column("day", "date")]),
      "ContractNarrows",
      /^2 merged values of amount \(decimal\(12,2\)\) would not survive as decimal\(12,0\), such as 1\.25 at id = 2\..* 1 merged value of day .* 2024-01-01 00:00:00\.25\+00 at id = 2\./,
    ],
    [
      planOf([column("amount", "date")]),
      "ContractNarrows",
      /amount are of type decimal\(12,2\), and none .*--allow-loss amount, which makes those values null\.$/,
    ],
    [
      planOf([column("amount", "decimal(12,0)", { nullable: false })]),
      "ContractNarrows",
      / a fill, and then give it another name or run with --allow-loss amount, which makes such values the fill\.$/,
    ],
    [
      planOf([column("amount", "date", { nullable: false, fill: "2024-01-01" })]),
      "ContractNarrows",
      /--allow-loss amount, which makes those values the column's fill\.$/,
    ],
    [
      planOf([column("city", "string", { nullable: false })]),
      "ContractNeedsValue",
      /^city is required, but 3 merged rows have no value for it, such as the row with id = 1\. Make it nullable/,
    ],
    [
      planOf([column("amount", "decimal(12,2)"), column("date", "timestamp", { nullable: false })]),
      "ContractNeedsValue",
      /^date is required, .* If it was called day, write renamedFrom: \["day"\]\. Otherwise make it nullable/,
    ],
    [planOf([], { ...id, name: "number" }), "KeyChanged", /the key is number, but .* by id\./],
    [
      planOf([column("amount", "decimal(12,2)", { renamedFrom: ["day"] })]),
      "ContractAmbiguous",
      /hold both amount and day/,
    ],
  ];
  it("refuse what the merged rows cannot become, by the same words", async () => {
    const ports = portsIn(home());
    await lay(ports, "r0", before, laid);
    const merged = mergedOf((await transformBoth(ports, launch, "r0")).duckdb);
    for (const [index, [plan, name, message]] of refused.entries()) {
      const run = `r${index + 1}`;
      await lay(ports, run, plan, []);
      const { duckdb, spark } = await transformBoth(ports, launch, run, { duckdb: merged, spark: merged });
      assert.equal(duckdb.error?.name, name, duckdb.error?.message);
      assert.match(duckdb.error.message, message);
      assert.deepEqual(spark.error, duckdb.error);
    }
  });
});
