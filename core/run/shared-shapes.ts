/** Shapes that several families of documents share. */
import { count, number, object, optional, text, type Shape } from "./document-shape";
import type { WrittenFile } from "./documents";

/** Any version. If a version matters and this program does not know it, the reader fails with `PlanVersion`. */
export const version = number as Shape<never>;

/** A file that a run wrote. */
export const file = object<WrittenFile>({ key: text, size: count, rows: count, checksum: optional(text) });
/** The error in a report of a failure. */
export const error = optional(object<{ name: string; message: string }>({ name: text, message: text }));
/** The run that a document belongs to. */
export const of = { version, dataset: text, run: text };
