import { below, type Report } from "./fault";

/** True if a value is an object in JSON's sense. */
export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Lambda closures capture a description and lose everything that is not plain data, often silently. */
export function plainFaults(value: unknown, report: Report, path = "", above: readonly unknown[] = []): void {
  const problem = notPlain(value);
  if (problem !== undefined) return report(path, problem);
  if (typeof value !== "object" || value === null) return;
  if (above.includes(value)) return report(path, "contains itself; plain data has no cycles");
  const inside = [...above, value];
  if (Array.isArray(value)) {
    // By index, because forEach skips holes.
    for (let index = 0; index < value.length; index++)
      plainFaults(value[index], report, below(path, index), inside);
    return;
  }
  for (const symbol of Object.getOwnPropertySymbols(value))
    report(path, `has the key ${String(symbol)}; keys must be strings`);
  for (const [key, inner] of Object.entries(value)) plainFaults(inner, report, below(path, key), inside);
}

function notPlain(value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
    case "boolean":
      return undefined;
    case "number":
      return Number.isFinite(value) ? undefined : `${value} is not a number that JSON can hold`;
    case "undefined":
      return "is undefined; leave the property out";
    case "function":
      return "is a function; a description holds only data";
    case "bigint":
    case "symbol":
      return `is a ${typeof value}; write a number or a string`;
    case "object":
      if (value === null || Array.isArray(value) || isPlain(value)) return undefined;
      return `is a ${value.constructor.name}; write plain objects, lists, strings, numbers, true or false`;
  }
}
