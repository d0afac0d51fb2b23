import assert from "node:assert/strict";
import { isJsonLines, makeJsonColumns } from "../../../local/init/json";
import { lookAtJson } from "../../../local/init/json-look";

function columns(...lines: string[]) {
  const found = makeJsonColumns();
  const bytes = Buffer.from(lines.join("\n"));
  // In pieces that cut lines and characters.
  for (let at = 0; at < bytes.length; at += 7) found.feed(bytes.subarray(at, at + 7));
  return found.finish().map(({ path, kinds }) => `${path}: ${kinds.join("|")}`);
}

describe("JSON lines", () => {
  it("are recognised by their lines", () => {
    assert.equal(isJsonLines('{"a":1}\n{"a":2}\n', true), true);
    assert.equal(isJsonLines('{"a":1}\n{"a":', false), true);
    assert.equal(isJsonLines('\n{"a":1}\nnot JSON\n'.concat('{"a":1}\n'.repeat(20)), true), true);
    for (const text of ['[{"a":1}]', '{\n"a": 1\n}\n', "a,b\n1,2\n", ""])
      assert.equal(isJsonLines(text, true), false, text);
  });

  it("have the columns of all lines, those of objects in them included", () => {
    assert.deepEqual(
      columns(
        '{"id":1,"user":{"näme":"ä","a.b":true}}',
        '{"id":null,"tags":["x"]}',
        "broken",
        '{"user":{"näme":5}}',
      ),
      ["id: number", "user.näme: string|number", 'user["a.b"]: boolean', "tags: array"],
    );
    assert.deepEqual(columns('{"a":{}}', '{"b":null}'), ["a: object", "b: "]);
  });

  it("take an object whose keys are data as one column", () => {
    const many = Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`k${index}`, 1]));
    assert.deepEqual(columns(JSON.stringify({ by_key: many })), ["by_key: object"]);
  });

  it("have places that read every value, by the column's type", () => {
    const { columns: found } = lookAtJson([
      { path: "n", kinds: ["number"] },
      { path: "s", kinds: ["string"] },
      { path: "m", kinds: ["string", "number"] },
      { path: "o", kinds: ["array"] },
    ]);
    assert.deepEqual(
      found.map(({ asString, place }) => [asString, place("double"), place("string")]),
      [
        [{ path: "n", json: true }, { path: "n" }, { path: "n", json: true }],
        [{ path: "s" }, { path: "s", quoted: true }, { path: "s" }],
        [
          { path: "m", json: true },
          { path: "m", json: true },
          { path: "m", json: true },
        ],
        [{ path: "o" }, { path: "o" }, { path: "o" }],
      ],
    );
  });
});
