import assert from "node:assert/strict";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import fc from "fast-check";
import { convertedSql, survivesSql } from "../../contract/derive/retype-sql";

describe("a double as a decimal in DuckDB", () => {
  let connection: DuckDBConnection;
  before(async () => void (connection = await (await DuckDBInstance.create()).connect()));
  after(() => connection.closeSync());

  const ask = async (value: number, precision: number, scale: number): Promise<unknown[]> => {
    const type = `decimal(${precision},${scale})` as const;
    const literal = `'${value}'::double`;
    const converted = convertedSql("double", type, literal);
    const sql = `select ${survivesSql("double", type, literal)}, cast(${converted} as varchar)`;
    return (await connection.runAndReadAll(sql)).getRowsJson()[0]!;
  };

  it("survives if and only if its digits fit, however they are written", async () => {
    const decimals = fc
      .integer({ min: 1, max: 38 })
      .chain((precision) => fc.tuple(fc.constant(precision), fc.integer({ min: 0, max: precision })));
    const short = fc
      .tuple(fc.integer({ min: -9999, max: 9999 }), fc.integer({ min: -40, max: 15 }))
      .map(([digits, exponent]) => Number(`${digits}e${exponent}`));
    const doubles = fc.oneof(short, fc.double({ noNaN: true, noDefaultInfinity: true }));
    await fc.assert(
      fc.asyncProperty(doubles, decimals, async (value, [precision, scale]) => {
        const [survives] = await ask(value, precision, scale);
        assert.equal(survives, fits(value, precision, scale), `${value} as decimal(${precision},${scale})`);
      }),
      {
        numRuns: 100,
        examples: [
          [1e-5, [5, 5]],
          [-1.5e-7, [38, 38]],
          [1e-7, [6, 6]],
          [1.0000000000000001e31, [36, 5]],
        ],
      },
    );
  });

  it("keeps the value of a small one without digits before its point", async () =>
    assert.deepEqual(await ask(-1.5e-7, 8, 8), [true, "-.00000015"]));
});

/** By the shortest digits that read back as the double, as both engines print it. */
function fits(value: number, precision: number, scale: number): boolean {
  if (value === 0) return true;
  const [mantissa = "", exponent = ""] = Math.abs(value).toExponential().split("e");
  const digits = mantissa.replace(".", "");
  const first = Number(exponent);
  return first < precision - scale && digits.length - 1 - first <= scale;
}
