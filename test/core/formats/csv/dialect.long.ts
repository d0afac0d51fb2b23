import {
  cutsKeepRecords,
  equalsPlainScanner,
  equalsPlainSplitter,
  ignoresChunks,
  readsWhatIsWritten,
} from "./dialect-properties";

describe("dialect of a layout, many times", function () {
  this.timeout(600_000);
  it("of plain CSV gives what the plain scanner gives", () => equalsPlainScanner(200_000));
  it("of plain CSV splits as the plain splitter does", () => equalsPlainSplitter(200_000));
  it("reads what a writer of its words has written", () => readsWhatIsWritten(200_000));
  it("keeps its records in slices of any size, without the footer", () => cutsKeepRecords(200_000));

  it("finds the same records whatever the chunks, and in a range cut between two", () =>
    ignoresChunks(200_000));
});
