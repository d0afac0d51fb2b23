import assert from "node:assert/strict";
import { DuckDBDateValue, DuckDBDecimalValue, DuckDBTimestampTZValue } from "@duckdb/node-api";
import { rawRun, rowsOf } from "./raw-run";
import { writtenFile, writtenLayout, writtenLines } from "./written-values";

describe("convert, of values in forms of the contract", () => {
  it("stages what is written so, and quarantines what is not, with the reason", async () => {
    const input = await rawRun({ "f.csv": writtenFile }, [writtenLayout]);
    const { staged, quarantined } = await rowsOf(input, await input.convert(0));
    const plain = (value: unknown) => {
      if (value instanceof DuckDBTimestampTZValue)
        return new Date(Number(value.micros / 1000n)).toISOString();
      return value instanceof DuckDBDateValue || value instanceof DuckDBDecimalValue
        ? value.toString()
        : value;
    };
    const rows = staged.map(({ id, price, count, paid, day, stamp, local }) =>
      [id, price, count, paid, day, stamp, local].map(plain),
    );
    const good = writtenLines.flatMap(([, read]) => (read.length > 2 ? [read] : []));
    assert.deepEqual(rows, good);
    const bad = writtenLines.flatMap(([, read]) => (read.length === 2 ? [read] : []));
    assert.deepEqual(
      quarantined.map(({ _column, _reason }) => [_column, _reason]),
      bad,
    );
  });
});
