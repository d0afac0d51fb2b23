/** The paths that a layout reads, as a tree of their steps. */
import type { JsonColumn, JsonLinesLayout } from "../../../contract/formats";
import { jsonSteps, type JsonStep } from "../../../contract/formats/json-path";
import { failure } from "../../run/failure";

/** What is read of a value. */
export interface Node {
  /** The key in UTF-8; empty for an array's place. */
  readonly key: Buffer;
  /** Slots that take the value itself, and those that take one inside it. */
  readonly slots: number[];
  readonly inside: number[];
  /** The keys that are read, by their length in bytes; undefined if nothing is read of an object here. */
  keys: (Node[] | undefined)[] | undefined;
  /** The places that are read of an array; undefined if nothing is read of one here. */
  places: (Node | undefined)[] | undefined;
  /** The last line that had the value, to notice a second one. */
  line: number;
}

const makeNode = (key: string): Node => ({
  key: Buffer.from(key),
  slots: [],
  inside: [],
  keys: undefined,
  places: undefined,
  line: 0,
});

/** The paths that a column reads: none, one, or several that it joins. */
export const pathsOf = ({ from }: JsonColumn): readonly string[] =>
  "path" in from ? [from.path] : "paths" in from ? from.paths : [];

/** The tree of a layout's paths, with a slot for each: those of the first column, then those of the next. Fails with `PlanMismatch`. */
export const treeOf = ({ columns, name }: JsonLinesLayout): Node =>
  makeTree(
    columns.flatMap(pathsOf).map((path) => {
      const steps = jsonSteps(path);
      if (typeof steps !== "string") return steps;
      throw failure("PlanMismatch", `layout "${name}": a path of the plan ${steps}; start a new run`);
    }),
  );

/** Makes the tree of the steps of each slot. Returns its root, the line's object. */
export function makeTree(paths: readonly (readonly JsonStep[])[]): Node {
  const root = makeNode("");
  root.keys = [];
  paths.forEach((steps, slot) => {
    let node = root;
    for (const step of steps) {
      if (node !== root) node.inside.push(slot);
      node = typeof step === "number" ? placeOf(node, step) : keyOf(node, step);
    }
    node.slots.push(slot);
  });
  return root;
}

function placeOf(node: Node, place: number): Node {
  node.places ??= [];
  return (node.places[place] ??= makeNode(""));
}

function keyOf(node: Node, key: string): Node {
  node.keys ??= [];
  const made = makeNode(key);
  const sameLength = (node.keys[made.key.length] ??= []);
  const found = sameLength.find((each) => each.key.equals(made.key));
  if (found) return found;
  sameLength.push(made);
  return made;
}
