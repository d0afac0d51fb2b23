import type { RecordedResource } from "../../policy";
import { flatInputs } from "./describe";

/** How the resources of one program differ from those of another; lists are sorted. */
export interface Difference {
  /** `name: type` of what only the second has. */
  readonly added: readonly string[];
  /** `name: type` of what only the first has. */
  readonly removed: readonly string[];
  /** `name: type` of what both have, with the properties that differ. */
  readonly changed: Readonly<Record<string, readonly string[]>>;
}

const keyOf = ({ name, type }: RecordedResource) => `${name}: ${type.replace(/^aws:(\w+)\/\w+:/, "$1.")}`;

export function differenceOf(
  first: readonly RecordedResource[],
  second: readonly RecordedResource[],
): Difference {
  const [before, after] = [first, second].map((all) => new Map(all.map((each) => [keyOf(each), each])));
  const changed: Record<string, readonly string[]> = {};
  for (const [key, was] of before!) {
    const is = after!.get(key);
    const properties = is ? changedProperties(was, is) : [];
    if (properties.length > 0) changed[key] = properties;
  }
  return {
    added: [...after!.keys()].filter((key) => !before!.has(key)).sort(),
    removed: [...before!.keys()].filter((key) => !after!.has(key)).sort(),
    changed,
  };
}

/** Top-level inputs that differ, and `protect` and `retainOnDelete`. */
function changedProperties(was: RecordedResource, is: RecordedResource): readonly string[] {
  const [a, b] = [flatInputs(was), flatInputs(is)];
  const paths = [...new Set([...a.keys(), ...b.keys()])].filter((path) => a.get(path) !== b.get(path));
  const options = (["protect", "retainOnDelete"] as const).filter((option) => was[option] !== is[option]);
  return [...new Set([...paths.map((path) => path.split(".")[0]!), ...options])].sort();
}
