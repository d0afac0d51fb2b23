import assert from "node:assert/strict";
import { tell } from "../../cli/init-dataset";
import { typeOf } from "../../local/init/types";
import { makeValues } from "../../local/init/values";

describe("what init says of a record", () => {
  it("counts from 1 where one cannot be read", () => {
    const odd = [{ file: "a.csv", row: 0, reason: "field_count", text: "1,2,3" }];
    assert.match(
      tell("a", { unsure: [], quarantined: 1, odd }, true, 100),
      /^ {2}a\.csv, record 1: field_count: 1,2,3$/m,
    );
  });

  it("counts from 1 where a value makes its column a string", () => {
    const values = makeValues();
    for (const text of ["1", "2", "3", "4", "5", "6", "oops", "8"]) {
      const bytes = Buffer.from(text);
      values.take(bytes, 0, bytes.length);
    }
    const found = typeOf(values, { header: "a", emptyIsNull: true, year: 2026 });
    assert.match(JSON.stringify(found), /a string because of \\\\?"oops\\\\?" in record 7;/);
  });
});
