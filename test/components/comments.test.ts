import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";

interface Field {
  readonly name: string;
  readonly optional: boolean;
  readonly comment: string;
}

/** The fields of all interfaces called `…Args` or `…Settings`, each with the comment before it. */
const fields = readdirSync("components").flatMap((file) =>
  [
    ...readFileSync(`components/${file}`, "utf8").matchAll(
      /^export interface (\w+(?:Args|Settings))[^{]*{\n(.*?)^}/gms,
    ),
  ].flatMap(([, of, body]) =>
    [...body!.matchAll(/(\/\*\*(?:(?!\*\/).)*\*\/\n)?^ {2}(readonly )?(\w+)(\??):/gms)].map(
      ([, comment = "", readonly = "", name, mark]): Field => ({
        name: `${file}: ${readonly}${of}.${name}`,
        optional: mark === "?",
        comment,
      }),
    ),
  ),
);

describe("the args of components", () => {
  const names = (some: readonly Field[]) => some.map(({ name }) => name);

  it("are found", () => assert.ok(fields.length > 50, `${fields.length}`));

  it("have a sentence each", () =>
    assert.deepEqual(
      names(fields.filter(({ comment }) => !/[A-Z"]\S* \S/.test(comment.replace(/@default.*/s, "")))),
      [],
    ));

  it("say what is so where they are not given", () =>
    assert.deepEqual(
      names(fields.filter(({ optional, comment }) => optional && !/@default \S/.test(comment))),
      [],
    ));

  it("are not to be written to", () =>
    assert.deepEqual(names(fields.filter(({ name }) => !name.includes("readonly "))), []));
});
