/** What the manifest keeps of a file of JSON lines, besides what it keeps of every raw file. */
import type { RawFile } from "../../run/documents";
import { list, object, optional, text } from "../../run/document-shape";
import { ownOf } from "../raw-file";

/** What was seen of a file when it was stored. */
export interface JsonLinesFile {
  /** Keys of the first lines' objects that no column reads. @default [] */
  readonly unread?: readonly string[];
}

const shape = object<JsonLinesFile>({ unread: optional(list(text)) });

/** What the manifest keeps of a file of JSON lines. Fails with `StateDamaged`. */
export const jsonLinesFile = (file: RawFile): JsonLinesFile => ownOf(file, "json-lines", shape);
