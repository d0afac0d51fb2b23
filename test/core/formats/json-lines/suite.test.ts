/** JSONTestSuite: each case as the value of a field in one line. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sharedData } from "../../../shared-data";
import { layoutOf, readLines } from "./read";

const id = { type: "int", path: "id" } as const;
/** The value as it is written, and decoded. */
const asWritten = layoutOf({ id, v: { type: "string", path: "v", json: true, nullable: true } });
const decoded = layoutOf({ id, v: { type: "string", path: "v", nullable: true } });

/** What RFC 8259 leaves open, as we decide it: `read`, or the reason of the quarantine. */
const decided: Readonly<Record<string, string>> = {
  // Inside an array nothing decodes the value, which stays JSON text, byte for byte.
  "i_number_double_huge_neg_exp.json": "read",
  "i_number_huge_exp.json": "read",
  "i_number_neg_int_huge_exp.json": "read",
  "i_number_pos_double_huge_exp.json": "read",
  "i_number_real_neg_overflow.json": "read",
  "i_number_real_pos_overflow.json": "read",
  "i_number_real_underflow.json": "read",
  "i_number_too_big_neg_int.json": "read",
  "i_number_too_big_pos_int.json": "read",
  "i_number_very_big_negative_int.json": "read",
  "i_object_key_lone_2nd_surrogate.json": "read",
  "i_string_1st_surrogate_but_2nd_missing.json": "read",
  "i_string_1st_valid_surrogate_2nd_invalid.json": "read",
  "i_string_UTF-16LE_with_BOM.json": "json_encoding",
  "i_string_UTF-8_invalid_sequence.json": "json_encoding",
  "i_string_UTF8_surrogate_U+D800.json": "json_encoding",
  "i_string_incomplete_surrogate_and_escape_valid.json": "read",
  "i_string_incomplete_surrogate_pair.json": "read",
  "i_string_incomplete_surrogates_escape_valid.json": "read",
  "i_string_invalid_lonely_surrogate.json": "read",
  "i_string_invalid_surrogate.json": "read",
  "i_string_invalid_utf-8.json": "json_encoding",
  "i_string_inverted_surrogates_U+1D11E.json": "read",
  "i_string_iso_latin_1.json": "json_encoding",
  "i_string_lone_second_surrogate.json": "read",
  "i_string_lone_utf8_continuation_byte.json": "json_encoding",
  "i_string_not_in_unicode_range.json": "json_encoding",
  "i_string_overlong_sequence_2_bytes.json": "json_encoding",
  "i_string_overlong_sequence_6_bytes.json": "json_encoding",
  "i_string_overlong_sequence_6_bytes_null.json": "json_encoding",
  "i_string_truncated-utf-8.json": "json_encoding",
  "i_string_utf16BE_no_BOM.json": "json_encoding",
  "i_string_utf16LE_no_BOM.json": "json_encoding",
  "i_structure_500_nested_arrays.json": "read",
  // A byte order mark in the middle of a line is no white space.
  "i_structure_UTF-8_BOM_empty_object.json": "json_syntax",
};

describe("JSON lines: JSONTestSuite", () => {
  it("is read where it must be, quarantined where it must be, and else as decided", async function () {
    const folder = sharedData(this, "json", "JSONTestSuite");
    const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
    const counts = { y: 0, n: 0, i: 0 };
    const pieces: Buffer[] = [];
    const cases = names.map((name) => {
      // A line feed would end the line. To JSON a carriage return is the same: white space, and invalid in a string.
      const bytes = readFileSync(join(folder, name)).map((byte) => (byte === 10 ? 13 : byte));
      counts[name[0] as "y"]++;
      return { name, bytes: Buffer.from(bytes) };
    });
    cases.forEach(({ bytes }, id) => {
      // Every second line is good, so that the file is told to be JSON lines, and a fault costs its own line alone.
      pieces.push(Buffer.from(`{"id": -1}\n{"v": `), bytes, Buffer.from(`, "id": ${id}}\n`));
    });
    const file = Buffer.concat(pieces);
    const { rows, bad } = await readLines(file, asWritten, { capacity: 1000 });
    assert.deepEqual(await readLines(file, asWritten, { capacity: 1000, exact: true }), {
      rows,
      bad,
      unread: [],
      slices: 1,
    });
    const texts = (await readLines(file, decoded, { capacity: 1000 })).rows;
    assert.deepEqual(counts, { y: 95, n: 188, i: 35 });
    assert.equal(rows.length + bad.length, 2 * cases.length);
    for (const [id, { name, bytes }] of cases.entries()) {
      const row = rows.find((each) => each["id"] === id);
      const fault = bad.find(({ _row }) => _row === 2 * id + 1);
      const expected = name.startsWith("y_") ? "read" : (decided[name] ?? "quarantined");
      const found = row ? "read" : fault!.reason;
      if (expected === "quarantined") assert.notEqual(found, "read", name);
      else assert.equal(found, expected, name);
      if (fault) assert.equal(fault.column, null, name);
      if (!row) continue;
      const text = bytes.toString().trim();
      const value: unknown = JSON.parse(text);
      assert.equal(row["v"], value === null ? null : text, name);
      if (typeof value === "string") assert.equal(texts.find((each) => each["id"] === id)!["v"], value, name);
    }
  });
});
