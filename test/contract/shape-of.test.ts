import assert from "node:assert/strict";
import { shapeFaults } from "../../contract/check/shape";
import type { ShapeOf } from "../../contract/check/shape-of";

interface Toy {
  readonly name: string;
  readonly size: number;
  readonly mode: "fast" | "slow" | "off";
  readonly head: true | { readonly fields: number };
  readonly tags: Readonly<Record<string, string | number | boolean>>;
  readonly parts: readonly ({ readonly kind: "a"; readonly x: number } | { readonly kind: "b" })[];
  readonly place:
    { readonly at: number; readonly unit?: string } | { readonly text: string; readonly unit?: string };
  readonly note?: string;
}
const fields = {
  name: "text",
  size: "number",
  mode: { oneOf: ["off", "slow", "fast"] },
  head: { either: ["true", { fields: { fields: "number" } }] },
  tags: { record: "scalar" },
  parts: {
    list: {
      byKind: { a: { fields: { kind: "text", x: "number" } }, b: { fields: { kind: "text" } } },
    },
  },
  place: {
    byKey: {
      at: { fields: { at: "number" }, optional: { unit: "text" } },
      text: { fields: { text: "text" }, optional: { unit: "text" } },
    },
  },
} as const;
const shape: ShapeOf<Toy> = { fields, optional: { note: "text" } };

/** Never called: its body must not compile but for the errors it names. */
export function doesNotCompile(): readonly ShapeOf<Toy>[] {
  const { name, ...nameless } = fields;
  const onlyA = { a: fields.parts.list.byKind.a };
  return [
    { fields: { ...nameless, name }, optional: { note: "text" } },
    // @ts-expect-error: "name" is missing
    { fields: nameless, optional: { note: "text" } },
    // @ts-expect-error: there is no "nam"
    { fields: { ...fields, nam: "text" }, optional: { note: "text" } },
    // @ts-expect-error: "note" is missing
    { fields },
    // @ts-expect-error: there is no "notes"
    { fields, optional: { note: "text", notes: "text" } },
    // @ts-expect-error: a size is a number
    { fields: { ...fields, size: "text" }, optional: { note: "text" } },
    // @ts-expect-error: "off" is missing
    { fields: { ...fields, mode: { oneOf: ["slow", "fast"] } }, optional: { note: "text" } },
    // @ts-expect-error: there is no "faster"
    { fields: { ...fields, mode: { oneOf: ["slow", "faster", "off"] } }, optional: { note: "text" } },
    // @ts-expect-error: the kind "b" is missing
    { fields: { ...fields, parts: { list: { byKind: onlyA } } }, optional: { note: "text" } },
    // @ts-expect-error: the place by "text" is missing
    { fields: { ...fields, place: { byKey: { at: fields.place.byKey.at } } }, optional: { note: "text" } },
    // @ts-expect-error: a head may be true
    { fields: { ...fields, head: { fields: { fields: "number" } } }, optional: { note: "text" } },
  ];
}

describe("the shape of a type", () => {
  it("is what shapeFaults takes", () => {
    const faults: string[] = [];
    const toy: Toy = {
      name: "n",
      size: 1,
      mode: "off",
      head: true,
      tags: { a: 1 },
      parts: [{ kind: "b" }],
      place: { at: 1 },
    };
    const of = (value: object) =>
      shapeFaults({ ...value }, shape, (path, message) => faults.push(`${path} ${message}`));
    of(toy);
    assert.deepEqual(faults, []);
    of({ ...toy, mode: "of" });
    assert.deepEqual(faults, ['mode "of" is not known here (did you mean "off"?)']);
  });
});
