/** What documents of several families have in common. */
import { count, number, object, optional, text, type Shape } from "./document-shape";
import type { WrittenFile } from "./documents";

/** Any version: one that this program does not know has its own sentence (`PlanVersion`) where that matters. */
export const version = number as Shape<never>;

/** A file that a run wrote. */
export const file = object<WrittenFile>({ key: text, size: count, rows: count, checksum: optional(text) });
/** Why a report is one of a failure. */
export const error = optional(object<{ name: string; message: string }>({ name: text, message: text }));
/** Which run a document is of. */
export const of = { version, dataset: text, run: text };
