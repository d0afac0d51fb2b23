import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Reason } from "../../../../core/formats/csv/reasons";
import type { ScanOptions } from "../../../../core/formats/csv/scanner";
import { sharedData } from "../../../shared-data";
import { csvColumn, csvLayout, rawRun, rowsOf } from "../../../handlers/convert/raw-run";
import { csvOptions, readFields } from "./scan-all";

/** Records under their header's names. */
const named = ([header = [], ...records]: string[][]) =>
  records.map((record) => Object.fromEntries(header.map((name, index) => [name, record[index]])));

const fieldsOf = (path: string, more: Partial<ScanOptions> = {}) =>
  readFields(readFileSync(path), { ...csvOptions, ...more });

/** Rows and faults of a file whose columns are all texts, found by their header. */
async function convert(path: string, columns: readonly string[]) {
  const layout = csvLayout(columns.map((name) => csvColumn(name, { header: name })));
  const input = await rawRun({ "file.csv": readFileSync(path) }, [layout]);
  if (input.manifest.parts.length === 0) return { rows: [], faults: [] };
  const { staged, quarantined } = await rowsOf(input, await input.convert(0));
  return {
    rows: staged.map((row) => columns.map((name) => row[name])),
    faults: quarantined.map((row) => [
      row["_row"] as number,
      row["_reason"] as Reason,
      row["_raw"] as string,
    ]),
  };
}

describe("csv-spectrum", () => {
  it("reads every file to the JSON beside it", function () {
    const folder = sharedData(this, "csv", "csv-spectrum");
    for (const name of readdirSync(join(folder, "csvs"))) {
      const expected: unknown = JSON.parse(
        readFileSync(join(folder, "json", name.replace("csv", "json")), "utf8"),
      );
      // Its quotes are seconds of arc, and the phone number of its JSON is not that of its CSV.
      const coordinates = name === "location_coordinates.csv";
      const found = named(fieldsOf(join(folder, "csvs", name), coordinates ? { quoting: "none" } : {}));
      if (coordinates)
        assert.deepEqual(found, [{ ...(expected as object), "Contact Phone Number": "2095257564" }]);
      else assert.deepEqual(found, expected, name);
    }
  });

  it("takes bare quotes for broken where fields may be quoted", async function () {
    const path = sharedData(this, "csv", "csv-spectrum", "csvs", "location_coordinates.csv");
    const { rows, faults } = await convert(path, ["Cities"]);
    assert.deepEqual([rows, faults.map(([, reason]) => reason)], [[], ["quoting"]]);
  });
});

describe("csv-test-data", () => {
  it("reads every valid file to the JSON beside it", function () {
    const folder = sharedData(this, "csv", "csv-test-data");
    const names = readdirSync(join(folder, "csv")).filter((name) => !name.startsWith("bad-"));
    assert.ok(names.length >= 18);
    for (const name of names) {
      const json = join(folder, "json", name.replace("csv", "json"));
      assert.ok(existsSync(json), json);
      const expected = JSON.parse(readFileSync(json, "utf8")) as unknown[];
      const fields = fieldsOf(join(folder, "csv", name));
      // Where all have one field, an empty line is a record.
      const single = fields.every((record) => record.length === 1);
      const records = single ? fieldsOf(join(folder, "csv", name), { blankLines: "record" }) : fields;
      assert.deepEqual(name.startsWith("header-") ? named(records) : records, expected, name);
    }
  });

  it("quarantines what is bad in a file, with the reason", async function () {
    const folder = sharedData(this, "csv", "csv-test-data", "csv");
    const faults = async (name: string) => (await convert(join(folder, name), ["foo", "bar", "baz"])).faults;
    assert.deepEqual(await faults("bad-header-less-fields.csv"), [[0, "field_count", "1,2"]]);
    assert.deepEqual(await faults("bad-header-more-fields.csv"), [[0, "field_count", "1,2,3,4"]]);
    assert.deepEqual(await faults("bad-missing-quote.csv"), [
      [0, "quoting", '1,"I forgot to close this one,3'],
    ]);
    assert.deepEqual(await faults("bad-quotes-with-unescaped-quote.csv"), [
      [0, "quoting", '1,"Hey, I missed " it",3'],
    ]);
    assert.deepEqual(await faults("bad-unescaped-quote.csv"), [
      [0, "quoting", '1,This "quotes" must be escaped,3'],
    ]);
  });

  it("takes a file of another header, or of none, for another kind of file", async function () {
    const folder = sharedData(this, "csv", "csv-test-data", "csv");
    for (const name of ["bad-header-wrong-header.csv", "bad-header-no-header.csv"])
      await assert.rejects(convert(join(folder, name), ["foo", "bar", "baz"]), /fits no layout/, name);
  });
});

describe("csvkit's files", () => {
  const abc = ["a", "b", "c"];

  it("of UTF-16 read as their UTF-8 sister does", async function () {
    const folder = sharedData(this, "csv", "csvkit");
    const foo = ["foo", "bar", "baz"];
    const { rows } = await convert(join(folder, "test_utf8.csv"), foo);
    assert.deepEqual(rows, [
      ["1", "2", "3"],
      ["4", "5", "ʤ"],
    ]);
    assert.deepEqual((await convert(join(folder, "test_utf8_bom.csv"), foo)).rows, rows);
    for (const name of ["test_utf16_big.csv", "test_utf16_little.csv"])
      assert.deepEqual((await convert(join(folder, name), abc)).rows, rows, name);
  });

  it("of Latin-1 lose to quarantine the record that is not UTF-8", async function () {
    const { rows, faults } = await convert(sharedData(this, "csv", "csvkit", "test_latin1.csv"), abc);
    assert.deepEqual(rows, [["1", "2", "3"]]);
    assert.deepEqual(faults, [[1, "encoding", "4,5,\\xA9"]]);
  });

  it("of an old Mac end their lines with CR, also inside quotes", async function () {
    const { rows } = await convert(sharedData(this, "csv", "csvkit", "mac_newlines.csv"), abc);
    assert.deepEqual(rows, [
      ["1", "2", "3"],
      ["Once upon\ra time", "5", "6"],
    ]);
  });

  it("keep a NUL byte", async function () {
    const { rows } = await convert(sharedData(this, "csv", "csvkit", "null_byte.csv"), abc);
    assert.deepEqual(rows, [["\0", "2", "3"]]);
  });

  it("of ragged rows quarantine those of another length", async function () {
    const { rows, faults } = await convert(sharedData(this, "csv", "csvkit", "bad.csv"), [
      "column_a",
      "column_b",
      "column_c",
    ]);
    assert.deepEqual(rows, [["0", "mixed types.... uh oh", "17"]]);
    assert.deepEqual(faults, [
      [0, "field_count", '1,27,,"I\'m too long!"'],
      [1, "field_count", ',"I\'m too short!"'],
    ]);
    const extra = await convert(sharedData(this, "csv", "csvkit", "test_extra_header.csv"), abc);
    assert.deepEqual(extra.faults, [[0, "field_count", "1,2,3"]]);
  });

  it("of a government read without a fault", async function () {
    const path = sharedData(this, "csv", "csvkit", "ks_1033_data.csv");
    const [header = []] = fieldsOf(path);
    const { rows, faults } = await convert(path, [header[0]!, header[13]!]);
    assert.deepEqual([rows.length, faults], [1575, []]);
  });
});
