import type { Dataset } from "../dataset";

/** A fault in a description: where it is (`rules[2].column`), and what to do about it. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

/** Records a fault. */
export type Report = (path: string, message: string) => void;

/** True if these properties of a description have their shape and can be checked further. */
export type Has = (...names: (keyof Dataset)[]) => boolean;

/** A path one step deeper: `stage` and `a b` give `stage["a b"]`. */
export function below(path: string, step: string | number): string {
  if (typeof step === "number") return `${path}[${step}]`;
  if (!/^[A-Za-z_$][\w$]*$/.test(step)) return `${path}[${JSON.stringify(step)}]`;
  return path === "" ? step : `${path}.${step}`;
}

/** Strings that appear more than once, each with the index of its repetition. */
export function repeated(texts: readonly string[]): readonly (readonly [number, string])[] {
  return [...texts.entries()].filter(([index, text]) => texts.indexOf(text) < index);
}
