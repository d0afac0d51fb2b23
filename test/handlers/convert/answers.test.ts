/** The converter against rows that another one, of Python, made of the same files before it was given up. */
import assert from "node:assert/strict";
import { answers, converted, openRows, rawRunOf } from "./answers";

describe("a conversion", () => {
  it("makes of nasty files the rows, reasons and types that two converters agreed on", async () => {
    const { read, close } = await openRows();
    try {
      for (const { staged, quarantined, reasons, ...input } of answers())
        assert.deepEqual(
          await converted(await rawRunOf(input), read),
          { staged, quarantined, reasons },
          input.what,
        );
    } finally {
      await close();
    }
  });
});
