import assert from "node:assert/strict";
import type { RawFile } from "../../../core/run/documents";
import { contentHash } from "../../../handlers/ingest/hash";
import { rawFile as file } from "../../core/formats/a-raw-file";

/** A document of which so much is taken. */
const taking = (records: number, leftOut: Readonly<Record<string, number>>): RawFile => ({
  ...file,
  records,
  format: { "yahoo-chart": { columns: [], taken: "00", leftOut } },
});

describe("the hash of a run's content", () => {
  it("is that of the files, in whatever order they come", () => {
    const other = { ...file, file: "B.json" };
    assert.equal(contentHash([file, other]), contentHash([other, file]));
    assert.notEqual(contentHash([file]), contentHash([other]));
  });

  it("changes when more of the same bytes is taken", () => {
    const outside = contentHash([taking(2, { outside: 1 })]);
    assert.notEqual(outside, contentHash([taking(3, {})]));
    assert.notEqual(outside, contentHash([taking(2, { unfinished: 1 })]));
  });

  it("of the same content is the one that older versions wrote", () => {
    assert.equal(
      contentHash([taking(2, { outside: 1 })]),
      "46c1809424c3ac887b585a9999b30a0bcf2b4136879722aba9aa0485980130af",
    );
    assert.equal(contentHash([file]), "f32a066b726da5caaf9b7041dbedf6880070f97efbb5fe1a74b35ea3a02caba3");
  });
});
