/** Checks that data has the shape of the types in dataset.ts, for programs that do not use those types. */
import { below, type Report } from "./fault";
import { hint, nearest } from "./near";
import { isPlain } from "./plain";

type Fields = Readonly<Record<string, Shape>>;

/** A description of what a value must look like. */
export type Shape =
  | "text"
  | "number"
  | "boolean"
  | "true"
  /** A string, a number or a boolean. */
  | "scalar"
  | { readonly oneOf: readonly string[] }
  | { readonly list: Shape }
  | { readonly record: Shape }
  | { readonly fields: Fields; readonly optional?: Fields }
  /** The shape that belongs to one of several keys; exactly one of them may be present. */
  | { readonly byKey: Fields }
  /** The shape that belongs to the string under `kind`. `renamed`: today's kinds by their former names. */
  | { readonly byKind: Fields; readonly renamed?: Readonly<Record<string, string>> }
  /** The shape that belongs to the string under `format`; the first shape if `format` is missing. */
  | { readonly byFormat: Fields }
  | { readonly either: readonly [Shape, Shape] };

/** Reports what has the wrong shape and returns the properties with the right one. Unknown properties are faults too. */
export function shapeFaults(
  value: Readonly<Record<string, unknown>>,
  { fields, optional }: { readonly fields: Fields; readonly optional: Fields },
  report: Report,
): ReadonlySet<string> {
  unknownKeys(value, Object.keys({ ...fields, ...optional }), "", report);
  const given = Object.entries(optional).filter(([key]) => key in value);
  const sound = [...Object.entries(fields), ...given].filter(([key, inner]) =>
    fits(value[key], inner, key, report),
  );
  return new Set(sound.map(([key]) => key));
}

function fits(value: unknown, shape: Shape, path: string, report: Report): boolean {
  const wants = (what: string) => {
    report(path, value === undefined ? `missing; expected ${what}` : `must be ${what}`);
    return false;
  };
  if (shape === "text") return typeof value === "string" || wants("a string");
  if (shape === "number") return typeof value === "number" || wants("a number");
  if (shape === "boolean") return typeof value === "boolean" || wants("true or false");
  if (shape === "scalar")
    return (
      ["string", "number", "boolean"].includes(typeof value) || wants("a string, a number, true or false")
    );
  if (shape === "true") return value === true || wants("true");
  if ("oneOf" in shape) {
    if (typeof value !== "string") return wants(`one of ${quoted(shape.oneOf)}`);
    if (shape.oneOf.includes(value)) return true;
    report(path, `"${value}" is not known here ${hint(value, shape.oneOf)}`);
    return false;
  }
  if ("list" in shape) {
    if (!Array.isArray(value)) return wants("a list");
    return all(value.map((item: unknown, index) => fits(item, shape.list, below(path, index), report)));
  }
  if ("either" in shape) {
    const [first, second] = shape.either;
    return isPlain(value) ? fits(value, second, path, report) : fits(value, first, path, report);
  }
  if (!isPlain(value)) return wants("an object");
  if ("record" in shape)
    return all(
      Object.entries(value).map(([key, item]) => fits(item, shape.record, below(path, key), report)),
    );
  if ("byKind" in shape) {
    const kinds = Object.keys(shape.byKind);
    const { renamed = {} } = shape;
    const kind = value["kind"];
    if (typeof kind === "string" && Object.hasOwn(renamed, kind)) {
      report(below(path, "kind"), `"${kind}" is now "${renamed[kind]}"; write that`);
      return false;
    }
    if (!fits(value["kind"], { oneOf: kinds }, below(path, "kind"), report)) return false;
    return fits(value, shape.byKind[value["kind"] as string]!, path, report);
  }
  if ("byFormat" in shape) {
    const formats = Object.keys(shape.byFormat);
    const format = value["format"] ?? formats[0]!;
    if (!fits(format, { oneOf: formats }, below(path, "format"), report)) return false;
    return fits(value, shape.byFormat[format as string]!, path, report);
  }
  if ("byKey" in shape) {
    const keys = Object.keys(shape.byKey).filter((key) => key in value);
    if (keys.length === 1) return fits(value, shape.byKey[keys[0]!]!, path, report);
    report(
      path,
      `has ${keys.length ? quoted(keys) : "none"} of ${quoted(Object.keys(shape.byKey))}; write one`,
    );
    return false;
  }
  const { fields, optional = {} } = shape;
  unknownKeys(value, Object.keys({ ...fields, ...optional }), path, report);
  const given = Object.entries(optional).filter(([key]) => key in value);
  return all(
    [...Object.entries(fields), ...given].map(([key, inner]) =>
      fits(value[key], inner, below(path, key), report),
    ),
  );
}

function unknownKeys(value: object, allowed: readonly string[], path: string, report: Report): void {
  for (const key of Object.keys(value)) {
    if (allowed.includes(key)) continue;
    const near = nearest(key, allowed);
    report(
      below(path, key),
      `is not known here ${near ? `(did you mean "${near}"?)` : `(${quoted(allowed)})`}`,
    );
  }
}

const quoted = (texts: readonly string[]) => texts.map((text) => `"${text}"`).join(", ");
// `every` would stop at the first fault.
const all = (results: readonly boolean[]) => !results.includes(false);
