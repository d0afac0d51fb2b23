import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { ComponentResource } from "@pulumi/pulumi";
import * as components from "../../components";
import { golden } from "../golden";

interface Example {
  readonly of: string;
  readonly lines: readonly string[];
}

/** The examples in the doc comments of a file's classes. */
function examplesIn(text: string): Example[] {
  return [...text.matchAll(/\/\*\*\n((?: \*.*\n)*?) \*\/\nexport (?:abstract )?class (\w+)/g)].flatMap(
    ([, comment, of]) =>
      comment!
        .replace(/^ \* ?/gm, "")
        .split(/^@/m)
        .filter((section) => section.startsWith("example\n"))
        .map((section) => ({ of: of!, lines: section.trimEnd().split("\n").slice(1) })),
  );
}

const examples = readdirSync("components")
  .sort()
  .flatMap((file) => examplesIn(readFileSync(`components/${file}`, "utf8")));

/** A module that has every example, so that the compiler judges them with all else. */
function moduleOf(all: readonly Example[]): string {
  const text = all.flatMap(({ lines }) => lines).join("\n");
  const uses = (name: string) => new RegExp(`\\b${name}\\b`).test(text);
  const names = [
    "Pipeline",
    ...Object.keys(components).filter((name) => name !== "Pipeline" && uses(name)),
  ].sort();
  const spaces = all.map(({ of, lines }, index) => {
    const number = all.slice(0, index + 1).filter((each) => each.of === of).length;
    const body = lines.map((line) => (line === "" ? "" : `  ${line}`)).join("\n");
    return `export namespace ${of}${number} {\n${body}\n}\n`;
  });
  return `// The examples of components/, for the compiler. ACCEPT=1 npm test writes this file.
/* eslint @typescript-eslint/no-namespace: off -- each example has names of its own */
import { ${names.join(", ")} } from "../../../components";
import { mhealth } from "../../../datasets/mhealth";
import { prices } from "../../../datasets/prices";

/** What an example may speak of and not make. */
declare const pipeline: Pipeline;

${spaces.join("\n")}`;
}

describe("examples of components", () => {
  it("are compiled with the project, as they stand in the comments", () =>
    golden("test/golden/components/examples.ts", moduleOf(examples)));

  it("are there for every component", () => {
    const made = Object.entries(components).filter(
      ([, value]) => typeof value === "function" && value.prototype instanceof ComponentResource,
    );
    const shown = new Set(examples.map(({ of }) => of));
    assert.ok(made.length >= 11);
    assert.deepEqual(
      made.map(([name]) => name).filter((name) => !shown.has(name)),
      [],
    );
  });
});
