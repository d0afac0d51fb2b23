import assert from "node:assert/strict";
import {
  arrowSchema,
  athenaDdl,
  catalogTable,
  planLayouts,
  parquetSchema,
  redshiftDdl,
  runPlan,
  stageColumns,
  tableColumns,
  transformPlan,
} from "../../contract";
import { numberLiteral } from "../../contract/derive/sql-literals";
import { meters } from "../upsert/meters";
import { shapes } from "./shapes";

const violation = (name: string) => transformPlan(shapes).rules.find((rule) => rule.name === name)?.violation;

describe("transformPlan", () => {
  it("adds a rule for each required column that is not in the key", () => {
    const implied = transformPlan(shapes).rules.filter((rule) => rule.name.startsWith("not_null_"));
    assert.deepEqual(implied, [
      { name: "not_null_big", severity: "error", kind: "row", violation: "big is null" },
    ]);
  });

  it("writes ranges as violations", () => {
    assert.equal(violation("x_range"), "x is not null and not (x between -200.0 and 200.0)");
    assert.equal(violation("big_range"), "big is not null and not (big between 0 and 1e+20)");
  });

  it("counts a null expression as broken", () => {
    assert.equal(violation("short_text"), "not coalesce((length(t) < 4), false)");
  });
});

describe("numberLiteral", () => {
  it("writes what both engines read as that very number", () => {
    assert.equal(numberLiteral(-0.1, "double"), "-0.1");
    assert.equal(numberLiteral(5, "double"), "5.0");
    assert.equal(numberLiteral(5, "int"), "5");
    assert.equal(numberLiteral(0.5, "int"), "0.5");
    assert.equal(numberLiteral(1e15, "double"), "1e+15");
    assert.equal(numberLiteral(1e-7, "double"), "1e-7");
    assert.equal(numberLiteral(Number.MAX_SAFE_INTEGER, "bigint"), "9007199254740991");
  });
});

describe("schemas", () => {
  it("name every type in Parquet's words", () => {
    assert.equal(
      parquetSchema("table", tableColumns(shapes)),
      `message table {
  required int32 n;
  required int64 timestamp (TIMESTAMP(MICROS,true));
  optional double x;
  optional int32 d (DECIMAL(9,2));
  required int64 big;
  optional int32 day (DATE);
  optional boolean yes;
  optional binary t (STRING);
}`,
    );
  });

  it("name every type in Arrow's words", () => {
    assert.deepEqual(
      arrowSchema(tableColumns(shapes)).map(({ type }) => type.kind),
      ["Int32", "TimestampMicrosecond", "Float64", "Decimal128", "Int64", "DateDay", "Bool", "Utf8"],
    );
  });
});

describe("planLayouts", () => {
  it("writes every default out", () => {
    const [layout] = planLayouts(shapes);
    assert.deepEqual(layout?.columns.slice(1, 5), [
      {
        name: "moment",
        type: "bigint",
        nullable: true,
        from: { header: "moment" },
        prefix: "",
        nulls: [""],
        nonFinite: [],
      },
      {
        name: "x",
        type: "double",
        nullable: true,
        from: { header: "x" },
        prefix: "",
        nulls: [""],
        nonFinite: ["NaN"],
      },
      {
        name: "d",
        type: "decimal(9,2)",
        nullable: true,
        from: { header: "d" },
        prefix: "",
        nulls: [""],
        nonFinite: [],
      },
      {
        name: "t",
        type: "string",
        nullable: true,
        from: { header: "t" },
        prefix: "",
        nulls: [],
        nonFinite: [],
      },
    ]);
  });
});

describe("DDL", () => {
  it("escapes texts for Athena", () => {
    const ddl = athenaDdl(catalogTable(shapes), "s3://b/processed/");
    assert.ok(ddl.includes("  `n` int COMMENT 'it\\'s a \\\\ number',\n"), ddl);
    assert.ok(ddl.includes("\nLOCATION 's3://b/processed/'\n"), ddl);
  });

  it("says a unit in the comment, but not that there is none", () => {
    const comments = Object.fromEntries(
      catalogTable(shapes).columns.map(({ name, comment }) => [name, comment]),
    );
    assert.equal(comments["x"], "Length (m)");
    assert.equal(comments["d"], "Decimal");
  });

  it("leaves distribution and order to Redshift, and constrains nothing that outlives a contract", () => {
    assert.match(redshiftDdl(shapes), /^CREATE TABLE "\w+" \(\n( {2}"\w+" [^"]+,\n)+ {2}"\w+" [^"]+\n\)$/);
    assert.doesNotMatch(redshiftDdl(shapes), /NOT NULL|KEY/);
    assert.match(redshiftDdl(shapes), /\n {2}"d" numeric\(9,2\),\n/);
  });
});

describe("stageColumns", () => {
  const last = (mode: "replace" | "upsert") =>
    stageColumns({ ...shapes, table: { ...shapes.table, mode } }).at(-1);

  it("end with the time of fetching where rows are merged by it, and only there", () => {
    assert.deepEqual(last("upsert"), { name: "_as_of", type: "timestamp", nullable: false });
    assert.equal(last("replace")?.name, "_row");
  });
});

describe("runPlan", () => {
  it("takes the contract's bounds", () => {
    const { limits, retentionDays } = runPlan(shapes);
    assert.equal(retentionDays, 30);
    assert.deepEqual(limits, {
      maxBadRatio: 0.01,
      maxMembers: 10_000,
      maxUnpackedBytes: 20_000_000_000,
      maxParts: 1_000,
      partBytes: 128 * 1024 * 1024,
    });
  });

  it("lets a run set its own, 0 too", () => {
    const { limits } = runPlan(shapes, { maxBadRatio: 0, partBytes: 7 });
    assert.deepEqual([limits.maxBadRatio, limits.partBytes], [0, 7]);
  });

  it("lets a run choose its converter", () => {
    assert.equal(runPlan(shapes).convert, "lambda");
    assert.equal(runPlan(shapes, { convert: "spark" }).convert, "spark");
  });

  it("leaves rules about numbers of rows to Publish: no engine finds anything to count in them", () => {
    const left = runPlan(meters).transform.rules.filter((rule) => !rule.violation && !rule.query);
    assert.deepEqual(left, [
      { name: "some_rows", severity: "error", kind: "rows", min: 1 },
      { name: "steady", severity: "error", kind: "change", max: 20 },
    ]);
  });

  it("is plain data, the same each time", () => {
    assert.deepEqual(JSON.parse(JSON.stringify(runPlan(shapes))), runPlan(shapes));
  });
});
