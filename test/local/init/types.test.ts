import assert from "node:assert/strict";
import { typeOf } from "../../../local/init/types";
import { makeValues } from "../../../local/init/values";

/** The type of a column with these values, and what is unsure about it. */
function type(texts: readonly string[], isJsonNumber = false) {
  const values = makeValues();
  for (const text of texts) values.take(Buffer.from(text), 0, Buffer.byteLength(text));
  const found = typeOf(values, { header: "v", emptyIsNull: true, year: 2026, isJsonNumber });
  return "kind" in found ? found : [found.type, ...found.unsure.map(({ text }) => text)];
}
const many = (text: (n: number) => string) => Array.from({ length: 300 }, (_, n) => text(n));

describe("the type of a column", () => {
  it("is a string if some of its dates cannot be read, which is said with an example", () => {
    const hours = many((n) => `13.03.2024 ${String(1 + (n % 24)).padStart(2, "0")}:00`);
    assert.deepEqual(type(hours), [
      "string",
      'a string, although most values look like numbers or dates, because not all can be read, such as "13.03.2024 24:00" in record 24',
    ]);
    assert.deepEqual(type(many((n) => (n % 10 === 3 ? `${n} to ${n + 1}` : String(n)))), [
      "string",
      'a string, although most values look like numbers or dates, because not all can be read, such as "3 to 4" in record 4',
    ]);
    assert.deepEqual(type(many((n) => `10.0.0.${n}`)), ["string"]);
    assert.deepEqual(type(many((n) => `1${n % 10}:30`)), ["string"]);
  });

  it("is a string for codes that look like numbers with exponents, but not in JSON", () => {
    assert.equal((type(["12E5", "34E7"]) as readonly string[])[0], "string");
    assert.equal((type(["12E5", "1.5E7"]) as readonly string[])[0], "double");
    assert.equal((type(["12E5", "34E7"], true) as readonly string[])[0], "double");
  });
});
