/** What the manifest keeps of a chart document, besides what it keeps of every raw file. */
import type { RawFile } from "../../run/documents";
import { count, list, object, optional, record, text } from "../../run/document-shape";
import { columnPlace, type ColumnPlace } from "../csv/file";
import type { Days } from "../format";
import { ownOf } from "../raw-file";

/** A document and what was taken of it. */
export interface ChartFile extends Days {
  /** For each stage column its field of `chartFields`, or the string from the path. */
  readonly columns: readonly ColumnPlace[];
  /** Hex sha256 of its records. The same bytes give other records if other days are wanted. */
  readonly taken: string;
  /** Counts of bars that are not records and values that are null, by reason (bars.ts). */
  readonly leftOut: Readonly<Record<string, number>>;
}

const shape = object<ChartFile>({
  from: optional(text),
  before: optional(text),
  columns: list(columnPlace),
  taken: text,
  leftOut: record(count),
});

/** What the manifest keeps of a chart document. Fails with `StateDamaged`. */
export const chartFile = (file: RawFile): ChartFile => ownOf(file, "yahoo-chart", shape);
