import assert from "node:assert/strict";
import * as fc from "fast-check";
import { nameFault } from "../../../contract/check/name-faults";
import { columnNames } from "../../../local/init/names";

describe("names of columns", () => {
  it("come from any header", () => {
    const names = {
      Station: "station",
      "Mean temp. (°C)": "mean_temp_deg_c",
      "PM2.5 [µg/m³]": "pm2_5_ug_m3",
      Größe: "groesse",
      Été: "ete",
      stationId: "station_id",
      HTTPStatus: "http_status",
      "Share %": "share_percent",
      "don't know": "dont_know",
      order: "order_",
      _file: "file",
      "2010": "n_2010",
    };
    assert.deepEqual(columnNames(["Station", "Mean temp. (°C)", "", "温度"]), [
      "station",
      "mean_temp_deg_c",
      "column_3",
      "column_4",
    ]);
    for (const [header, name] of Object.entries(names)) assert.deepEqual(columnNames([header]), [name]);
  });

  it("differ from each other, and from the program's own", () => {
    assert.deepEqual(columnNames(["a", "A", "a ", "order", "Order", "record_file"]), [
      "a",
      "a_2",
      "a_3",
      "order_",
      "order_2",
      "record_file_2",
    ]);
  });

  it("are valid whatever the header", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary", maxLength: 90 }), { maxLength: 8 }), (header) => {
        const names = columnNames(header);
        assert.equal(new Set(names).size, header.length);
        for (const name of names) nameFault(name, name, (_, message) => assert.fail(message));
      }),
    );
  });
});
