type Fields = Readonly<Record<string, unknown>>;

/** True if two plain values are equal. Ignores the order of properties and properties that are `undefined`. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Fields, b as Fields];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) =>
    same(left[key], right[key]),
  );
}

interface Named {
  readonly name: string;
}

/** True if the names that two lists share stand in the same order in both. */
export function sameOrder(a: readonly Named[], b: readonly Named[]): boolean {
  const common = (of: readonly Named[], other: readonly Named[]) =>
    of.flatMap(({ name }) => (other.some((each) => each.name === name) ? [name] : [])).join();
  return common(a, b) === common(b, a);
}
