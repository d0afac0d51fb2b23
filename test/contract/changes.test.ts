import assert from "node:assert/strict";
import { DuckDBInstance } from "@duckdb/node-api";
import { changeLines, verdict } from "../../cli/changes-text";
import { runPlan, type Dataset } from "../../contract";
import {
  gravest,
  isGrave,
  planChanges,
  stateOf,
  type Change,
  type PublishedState,
} from "../../contract/changes";
import { unrecorded, type RecordedColumn } from "../../contract/identity";
import { datasets } from "../../datasets";
import { canonicalJson } from "../../core/run/state";
import { weather } from "../examples/weather";
import { golden } from "../golden";
import { meters as described } from "../upsert/meters";

const meters: Dataset = described;

/** Properties with some of them changed; `undefined` takes one out. */
const changed = <T>(all: Readonly<Record<string, T>>, some: Readonly<Record<string, T | undefined>>) =>
  Object.fromEntries(
    Object.entries({ ...all, ...some }).flatMap(([name, each]) =>
      each === undefined ? [] : [[name, each] as const],
    ),
  );

/** A data set with other stage columns, each of which is read from its header. */
function staged(dataset: Dataset, columns: Record<string, Dataset["stage"][string] | undefined>): Dataset {
  const stage = changed(dataset.stage, columns);
  const layouts = dataset.layouts.map((layout) => ({
    ...layout,
    columns: Object.fromEntries(
      Object.keys(stage).map((name) => [name, layout.columns[name] ?? { header: name }]),
    ),
  })) as Dataset["layouts"];
  return { ...dataset, stage, layouts };
}

/** A data set with another name for a stage column, which is read from the same place. */
function renamed(dataset: Dataset, old: string, name: string, column: Dataset["stage"][string]): Dataset {
  const stage = changed(dataset.stage, { [old]: undefined, [name]: column });
  const layouts = dataset.layouts.map((layout) => ({
    ...layout,
    columns: changed<unknown>(layout.columns, { [old]: undefined, [name]: layout.columns[old] }),
  })) as unknown as Dataset["layouts"];
  return { ...dataset, stage, layouts };
}

/** A data set with other columns of its table. */
const tabled = (
  dataset: Dataset,
  columns: Record<string, Dataset["table"]["columns"][string] | undefined>,
): Dataset => ({
  ...dataset,
  table: { ...dataset.table, columns: changed(dataset.table.columns, columns) },
});

const changesOf = (
  before: Dataset,
  after: Dataset,
  more: Partial<PublishedState> = {},
  allowLoss: readonly string[] = [],
) => planChanges({ ...stateOf(runPlan(before)), ...more }, runPlan(after), allowLoss);

const lines = (changes: readonly Change[]) =>
  changes.map(({ effect, what, how }) => `${effect} | ${what}: ${how}`);

const value = (more: object) => ({ value: { type: "double" as const, nullable: true, ...more } });

/** Merged rows of meters with a column that is retired, and one whose type and name are as given. */
const withRetired = (retired: RecordedColumn): Partial<PublishedState> => ({
  base: {
    columns: { ...unrecorded(runPlan(meters).transform.stage), retired: [retired] },
    key: meters.table.key,
  },
});

type Case = readonly [
  what: string,
  before: Dataset,
  after: Dataset,
  changes: readonly RegExp[],
  more?: Partial<PublishedState>,
];

const rated = staged(meters, { rate: { type: "double", nullable: true } });

const cases: readonly Case[] = [
  [
    "a new column of merged rows",
    meters,
    rated,
    [/^compatible \| stage column rate: added, double: null in merged rows$/],
  ],
  ["a new column, with the number of rows", meters, rated, [/null in 7 merged rows$/], { mergedRows: 7 }],
  [
    "a new required column",
    meters,
    staged(meters, { rate: { type: "double" } }),
    [/^checked at the run \| stage column rate: added, double and required: .*\(ContractNeedsValue\)/],
  ],
  [
    "a column renamed without renamedFrom",
    rated,
    renamed(rated, "rate", "tariff", { type: "double" }),
    [
      /^checked at the run \| stage column tariff: renamed from rate\? Then write renamedFrom: \["rate"\]\. Otherwise: added, double and required: /,
      /^compatible \| stage column rate: retired/,
    ],
  ],
  [
    "a nullable column renamed without renamedFrom",
    rated,
    renamed(rated, "rate", "tariff", { type: "double", nullable: true }),
    [
      /^compatible \| stage column tariff: renamed from rate\? Then write renamedFrom: \["rate"\]\. Otherwise: added, double: null/,
      /^compatible \| stage column rate: retired/,
    ],
  ],
  [
    "another column of another type from the same place",
    rated,
    renamed(rated, "rate", "tariff", { type: "string", nullable: true }),
    [/^compatible \| stage column tariff: added, string/, /^compatible \| stage column rate: retired/],
  ],
  [
    "another column of the same type from another place",
    rated,
    staged(meters, { tariff: { type: "double", nullable: true } }),
    [/^compatible \| stage column tariff: added, double/, /^compatible \| stage column rate: retired/],
  ],
  [
    "a new required column over no rows",
    meters,
    staged(meters, { rate: { type: "double" } }),
    [/^compatible/],
    { mergedRows: 0 },
  ],
  [
    "a new required column with a fill",
    meters,
    staged(meters, { rate: { type: "double", fill: 1.5 } }),
    [/^compatible \| stage column rate: added, double: merged rows get the fill "1\.5"$/],
  ],
  [
    "a column taken out",
    rated,
    meters,
    [/^compatible \| stage column rate: retired: its merged values are kept/],
  ],
  [
    "a retired column that is back",
    meters,
    rated,
    [/^compatible \| stage column rate: back, with its merged values$/],
    withRetired({ name: "rate", type: "double", formerly: [] }),
  ],
  [
    "a retired column that is back under a new name",
    meters,
    rated,
    [/^compatible \| stage column rate: renamed from tariff, which was retired: its merged values are back$/],
    withRetired({ name: "tariff", type: "double", formerly: ["rate"] }),
  ],
  [
    "a retired column that is back and required",
    meters,
    staged(meters, { rate: { type: "double" } }),
    [/^compatible .* back/, /^checked at the run \| stage column rate: required now/],
    withRetired({ name: "rate", type: "double", formerly: [] }),
  ],
  [
    "a column that stays retired",
    meters,
    meters,
    [],
    withRetired({ name: "rate", type: "double", formerly: [] }),
  ],
  [
    "a renamed column",
    meters,
    staged(meters, { note: undefined, remark: { type: "string", nullable: true, renamedFrom: ["note"] } }),
    [/^compatible \| stage column remark: renamed from note: takes over its merged values$/],
  ],
  [
    "a type that holds every value",
    staged(meters, value({ type: "int" })),
    staged(meters, value({ type: "bigint" })),
    [/^rebuild \| stage column value: int becomes bigint: every merged value survives$/],
  ],
  [
    "a type that may not",
    meters,
    staged(meters, value({ type: "decimal(12,0)" })),
    [
      /^checked at the run \| stage column value: double becomes decimal\(12,0\): .*\(ContractNarrows\), and records that do not fit are quarantined$/,
    ],
  ],
  [
    "a type that holds none",
    meters,
    staged(meters, value({ type: "boolean" })),
    [/^refused \| ContractNarrows: the merged values of value are of type double, .*--allow-loss value/],
  ],
  [
    "another key of merged rows",
    meters,
    { ...meters, table: { ...meters.table, key: ["meter"] } },
    [/^refused \| KeyChanged: the key is meter, but the published rows were merged by meter, day/],
  ],
  [
    "a required column",
    meters,
    staged(meters, value({ nullable: false })),
    [/^checked at the run \| .*required now/],
  ],
  [
    "a required column with a fill",
    meters,
    staged(meters, value({ nullable: false, fill: 0 })),
    [/^rebuild \| stage column value: required now: merged rows without a value get the fill "0"$/],
  ],
  [
    "a column that may be null",
    staged(meters, value({ nullable: false })),
    meters,
    [/^compatible \| .*may be null now/],
  ],
  [
    "upsert to replace",
    meters,
    { ...meters, table: { ...meters.table, mode: "replace" } },
    [/^loss \| mode: upsert becomes replace: .* 7 merged rows would be lost \(BaseLeft\); --force does so$/],
    { mergedRows: 7 },
  ],
  [
    "replace to upsert",
    weather,
    { ...(weather as Dataset), table: { ...weather.table, mode: "upsert" } },
    [/^refused \| mode: replace becomes upsert: .*NoBase.* --force/],
  ],

  // Rows that are read again each time.
  [
    "columns of a snapshot",
    weather,
    staged(weather, {
      rain: { type: "decimal(9,2)", nullable: true, nulls: ["", "-"] },
      remark: undefined,
      wind: { type: "double" },
      temperature: { type: "double", nullable: true },
      day: { type: "date", nullable: true },
    }),
    [
      /^compatible \| stage column day: may be null now$/,
      /^compatible \| stage column temperature: may be null now$/,
      /^checked at the run \| stage column rain: double becomes decimal\(9,2\): records that do not fit are quarantined$/,
      /^compatible \| stage column wind: added, double$/,
      /^compatible \| stage column remark: no longer read$/,
    ],
  ],
  [
    "the key of a snapshot",
    weather,
    { ...(weather as Dataset), table: { ...weather.table, key: ["day"] } },
    [/^checked at the run \| key: station, day becomes day$/],
  ],

  // The table.
  [
    "the SQL",
    meters,
    { ...meters, table: { ...meters.table, sql: meters.table.sql.replace("value,", "value * 2 as value,") } },
    [/^rebuild \| sql: /],
  ],
  [
    "a column of the table with fewer decimals",
    meters,
    tabled(meters, { change: { type: "decimal(9,2)", nullable: true, description: "Change" } }),
    [
      /^checked at the run \| table column change: double becomes decimal\(9,2\): .* cast to it, rounded to 2 decimals; a run fails while one of them does not fit \(TransformFailed\)$/,
      /^nothing \| catalog/,
    ],
  ],
  [
    "columns of the table",
    meters,
    tabled(meters, {
      change: undefined,
      note: { type: "string", description: "Remark" },
      reading: { type: "int", description: "Number of the meter's reading, from 1" },
      rate: { type: "double", nullable: true, description: "Rate" },
    }),
    [
      /^checked at the run \| table column reading: bigint becomes int: the SQL's values are cast to it; a run fails while one /,
      /^checked at the run \| table column note: required now \(not_null_note\)$/,
      /^compatible \| table column rate: added, double$/,
      /^rebuild \| table column change: removed: queries that name it fail$/,
    ],
  ],
  [
    "a renamed column of the table",
    meters,
    tabled(meters, {
      note: undefined,
      remark: { type: "string", nullable: true, description: "Remark", renamedFrom: ["note"] },
    }),
    [/^rebuild \| table column remark: renamed from note: queries that name note fail$/],
  ],
  [
    "a type that the warehouse holds otherwise",
    { ...meters, warehouse: true },
    {
      ...tabled(meters, { reading: { type: "int", description: "Number of the meter's reading, from 1" } }),
      warehouse: true,
    },
    [
      /^checked at the run \| table column reading/,
      /^refused \| warehouse: reading is bigint there and integer here: .*\(ColumnTypeChanged\)/,
    ],
  ],
  [
    "a warehouse",
    meters,
    { ...meters, warehouse: true },
    [/^rebuild \| warehouse: the table is loaded from now on/],
  ],
  [
    "no warehouse",
    { ...meters, warehouse: true },
    meters,
    [/^rebuild \| warehouse: the table is no longer loaded/],
  ],
  [
    "the order of columns",
    meters,
    {
      ...meters,
      table: { ...meters.table, columns: Object.fromEntries(Object.entries(meters.table.columns).reverse()) },
    },
    [/^rebuild \| table columns: in another order$/],
  ],

  // Rules, reading, and what is left.
  [
    "rules",
    meters,
    {
      ...meters,
      rules: [
        { name: "every_meter", kind: "covers", column: "meter", stage: "meter", severity: "warn" },
        { name: "steady", kind: "change", max: 0.1 },
        { name: "later", kind: "expression", sql: "day > date '2020-01-01'" },
        { name: "told", kind: "expression", sql: "true", severity: "warn" },
      ],
    },
    [
      /^compatible \| rule every_meter: error becomes warn$/,
      /^checked at the run \| rule steady: changed$/,
      /^checked at the run \| rule later: added$/,
      /^compatible \| rule told: added$/,
      /^compatible \| rule some_rows: removed$/,
    ],
  ],
  [
    "how merged rows were read",
    meters,
    {
      ...meters,
      layouts: [{ ...(meters.layouts[0] as object), delimiter: ";" } as Dataset["layouts"][number]],
    },
    [/^compatible \| layout meter_csv: delimiter changed: .* merged rows stay as they are$/],
  ],
  [
    "the words of a dialect",
    meters,
    {
      ...meters,
      layouts: [
        { ...(meters.layouts[0] as object), encoding: "latin1", footer: 1 } as Dataset["layouts"][number],
      ],
    },
    [/^compatible \| layout meter_csv: encoding, footer changed: .* merged rows stay as they are$/],
  ],
  [
    "the form of a column's values",
    meters,
    {
      ...meters,
      layouts: [{ ...(meters.layouts[0] as object), values: { decimal: "," } } as Dataset["layouts"][number]],
    },
    [/^compatible \| layout meter_csv: reading of value changed: .* merged rows stay as they are$/],
  ],
  [
    "how a snapshot is read",
    weather,
    staged(weather, { rain: { type: "double", nullable: true, nulls: ["", "?"] } }),
    [/^checked at the run \| layout station_csv: nulls of rain: "-" removed, "\?" added; records/],
  ],
  [
    "another layout instead of one",
    weather,
    {
      ...(weather as Dataset),
      layouts: weather.layouts.map((layout) => ({ ...layout, name: "other_csv" })),
    },
    [/^compatible \| layout other_csv: added$/, /^checked at the run \| layout station_csv: removed/],
  ],
  [
    "bounds and texts",
    meters,
    { ...meters, maxBadRatio: 0.1, convert: "spark", retention: "7 days", description: "Other." },
    [
      /^checked at the run \| maxBadRatio: 0\.5 becomes 0\.1$/,
      /^nothing \| convert: by spark/,
      /^nothing \| retention: .* after 7 days, not 30$/,
      /^nothing \| catalog: /,
    ],
  ],
];

describe("changes of a contract", () => {
  for (const [what, before, after, wanted, more] of cases)
    it(`are told of ${what}`, () => {
      const told = lines(changesOf(before, after, more));
      assert.equal(told.length, wanted.length, told.join("\n"));
      wanted.forEach((pattern, index) => assert.match(told[index]!, pattern));
    });

  it("say of a table's column what the engine's cast does to its greatest value", async () => {
    const connection = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
    // Two types, the greatest value of the first, and what the second holds of it.
    const casts = [
      ["bigint", "int", "9223372036854775807", undefined, ""],
      ["int", "bigint", "2147483647", "2147483647", ""],
      ["double", "bigint", "1e308", undefined, ", rounded to whole numbers"],
      ["decimal(9,2)", "int", "9999999.99", "10000000", ", rounded to whole numbers"],
      ["decimal(11,2)", "int", "999999999.99", "1000000000", ", rounded to whole numbers"],
      ["decimal(12,2)", "int", "9999999999.99", undefined, ", rounded to whole numbers"],
      ["bigint", "decimal(18,0)", "9223372036854775807", undefined, ""],
      ["bigint", "decimal(19,0)", "9223372036854775807", "9223372036854775807", ""],
      ["int", "decimal(10,2)", "2147483647", undefined, ""],
      ["decimal(5,2)", "decimal(3,0)", "999.99", undefined, ", rounded to whole numbers"],
      ["decimal(5,2)", "decimal(4,0)", "999.99", "1000", ", rounded to whole numbers"],
      ["decimal(5,2)", "decimal(5,1)", "999.99", "1000.0", ", rounded to 1 decimal"],
      ["decimal(38,0)", "double", "9".repeat(38), "1e+38", ""],
      ["string", "int", "x", undefined, ""],
    ] as const;
    for (const [from, to, greatest, held, rounded] of casts) {
      const given = from === "string" ? "varchar" : from;
      const sql = `select cast(cast(cast('${greatest}' as ${given}) as ${to}) as varchar)`;
      const cast = await connection.runAndReadAll(sql).then(
        (answer) => answer.getRows()[0]![0],
        () => undefined,
      );
      assert.equal(cast, held, `${from} as ${to}`);
      const of = (type: typeof from | typeof to) =>
        tabled(meters, { change: { type, nullable: true, description: "Change" } });
      const how = `table column change: ${from} becomes ${to}: the SQL's values are cast to it${rounded}`;
      const fails = "; a run fails while one of them does not fit (TransformFailed)";
      assert.equal(
        lines(changesOf(of(from), of(to)))[0],
        held === undefined ? `checked at the run | ${how}${fails}` : `rebuild | ${how}`,
      );
    }
    connection.closeSync();
  });

  it("are none of the same contract, also once it lay in the store", () => {
    for (const dataset of [...Object.values<Dataset>(datasets), meters, weather as Dataset]) {
      const stored = JSON.parse(canonicalJson(runPlan(dataset))) as ReturnType<typeof runPlan>;
      assert.deepEqual(planChanges(stateOf(stored), runPlan(dataset)), [], dataset.name);
    }
  });

  it("are a loss where the run may lose values", () => {
    const narrowed = staged(meters, value({ type: "decimal(12,0)" }));
    assert.match(
      lines(changesOf(meters, narrowed, {}, ["value"])).join(),
      /^loss \| stage column value: .* become null/,
    );
    const other = staged(meters, value({ type: "boolean" }));
    assert.match(
      lines(changesOf(meters, other, {}, ["value"])).join(),
      /^loss \| stage column value: .* become null/,
    );
    const dropped = lines(changesOf(rated, meters, {}, ["rate"]));
    assert.deepEqual(dropped, ["loss | stage column rate: dropped with its merged values (--allow-loss)"]);
  });

  it("are as grave as the gravest of them", () => {
    assert.equal(gravest([]), "nothing");
    const replaced: Dataset = { ...meters, table: { ...meters.table, mode: "replace" } };
    assert.equal(gravest(changesOf(meters, { ...replaced, maxBadRatio: 0 })), "loss");
    assert.deepEqual((["checked at the run", "loss", "refused"] as const).map(isGrave), [false, true, true]);
  });

  it("fit 80 characters a line, each with its effect", () => {
    const after = tabled(
      staged(
        { ...meters, warehouse: true, description: "Other." },
        {
          value: { type: "boolean", nullable: true },
          rate: { type: "double" },
          note: undefined,
        },
      ),
      { reading: { type: "int", description: "x" } },
    );
    const changes = changesOf({ ...meters, warehouse: true }, after, { mergedRows: 10_800 });
    const text = `${changeLines(changes)}\n\n${verdict(changes)}`;
    for (const line of text.split("\n")) assert.ok(line.length <= 80, line);
    golden("test/golden/cli/plan.txt", text);
  });
});
