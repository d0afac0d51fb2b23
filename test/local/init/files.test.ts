import assert from "node:assert/strict";
import { chooseFiles } from "../../../local/init/files";
import type { SurveyedFile } from "../../../local/init/survey";

const file = (path: string, text: string): SurveyedFile => {
  const head = Buffer.from(text);
  return {
    path,
    size: head.length,
    head,
    tail: Buffer.alloc(0),
    utf8: true,
    mostlyUtf8: false,
    hasNul: false,
  };
};
const table = "id,n\n1,5\n2,6\n3,7\n";

describe("the files of an archive", () => {
  it("are read if they have one form, whatever only some of them have", () => {
    const chosen = chooseFiles("a.zip", [file("a/1.csv", table), file("a/2.csv", `${table}Total,18\n`)]);
    assert.deepEqual([chosen.paths, chosen.files, chosen.unsure], [["a/1.csv", "a/2.csv"], "\\.csv$", []]);
    assert.equal((chosen.look?.words as { footer?: string }).footer, '^"?Total"?(,|$)');
  });

  it("are left out if they have another form, and named", () => {
    const { paths, files, unsure } = chooseFiles("a.zip", [
      file("a.csv", table.repeat(1) + "4,8\n"),
      file("b.csv", "x;y\n1;2\n"),
      file("c.pdf", "%PDF-1.4"),
    ]);
    assert.deepEqual([paths, files], [["a.csv"], "^a\\.csv$"]);
    assert.deepEqual(unsure, [
      "1 of 3 files is read: a.csv. Left out: b.csv has another form; c.pdf is a PDF document. Ask its publisher for the data as CSV.",
    ]);
  });

  it("may be a document in a zip, which is named", () => {
    const parts = [file("[Content_Types].xml", "<x/>"), file("xl/workbook.xml", "<x/>")];
    assert.throws(
      () => chooseFiles("a.xlsx", parts),
      /^NothingFound: a\.xlsx is an Excel workbook \(\.xlsx\)\. Save the sheet as CSV UTF-8\.$/,
    );
  });
});
