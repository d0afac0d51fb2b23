import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as ts from "typescript";

const most = 40;

/** Constructors of a file with their length in lines. */
function constructorsOf(file: string, text: string): readonly (readonly [string, number])[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const line = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  return source.statements
    .filter(ts.isClassDeclaration)
    .flatMap(({ name, members }) =>
      members
        .filter(ts.isConstructorDeclaration)
        .map((made) => [`${file}: ${name?.text}`, line(made.end) - line(made.getStart(source)) + 1] as const),
    );
}

describe("components", () => {
  const files = readdirSync("components").map((file) => `components/${file}`);
  const constructors = files.flatMap((file) => constructorsOf(file, readFileSync(file, "utf8")));

  it(`are made by constructors of ${most} lines at most, which say what is made; methods below say how`, () => {
    assert.ok(constructors.length > 15);
    assert.deepEqual(
      constructors.filter(([, lines]) => lines > most),
      [],
    );
  });

  it("count every line of a constructor", () => {
    const text = `class A {\n  constructor() {\n${"    this.a();\n".repeat(9)}  }\n}`;
    assert.deepEqual(constructorsOf("a.ts", text), [["a.ts: A", 11]]);
  });
});
