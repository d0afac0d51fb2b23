/** Converts a slice of a raw file, record by record, into the rows of stage and quarantine. */
import { asOfColumn, type Plan } from "../../contract/plan";
import { readSlice } from "../../core/formats";
import type { SliceReader } from "../../core/formats/format";
import { damaged } from "../../core/formats/raw-file";
import {
  setInteger,
  setNull,
  setText,
  setValid,
  type Column,
  type ColumnOf,
} from "../../core/parquet/columns";
import type { Manifest, RawFile, Slice } from "../../core/run/documents";
import { failure } from "../../core/run/failure";
import type { ObjectStore } from "../../core/run/ports";
import type { RowWriter } from "../../core/parquet/row-writer";

/** Where a part's records go, and what it counts on the way. */
export interface PartRows {
  readonly staged: RowWriter;
  readonly quarantined: RowWriter;
  /** Quarantined records by reason. */
  readonly reasons: Record<string, number>;
  records: number;
  /** Raw bytes read. */
  bytes: number;
}

/** What a part needs of its run's manifest. `files` has only those that its slices name. */
export interface PartManifest extends Pick<Manifest, "dataset" | "run"> {
  readonly files: Readonly<Record<number, RawFile>>;
}

/** Converts a slice; `tick` is called after each chunk. Fails with `RawDamaged`, `RowsLost`, `StateDamaged` or `PlanMismatch`. */
export async function convertSlice(
  store: Pick<ObjectStore, "get" | "head">,
  plan: Plan,
  manifest: PartManifest,
  slice: Slice,
  rows: PartRows,
  tick: () => void,
): Promise<void> {
  const file = manifest.files[slice.file];
  const layout = plan.layouts.find(({ name }) => name === file?.layout);
  if (!file || !layout)
    throw failure(
      "PlanMismatch",
      `${manifest.dataset}, run ${manifest.run}: the plan lacks the manifest's file ${slice.file} or its layout; start a new run`,
    );
  await checkSize(store, file);

  const { staged, quarantined, reasons } = rows;
  const reader = readSlice({ store, layout, file, slice, columns: staged.columns });
  const { record } = reader;
  const stagedPlace = makePlace(staged.columns, file.file);
  const stagedAsOf = makeAsOf(staged.columns, file);
  const quarantine = makeQuarantine(quarantined, file.file);
  let number = slice.firstRow;
  for await (const bytes of reader.pieces()) {
    rows.bytes += bytes;
    while (reader.next(staged.row)) {
      const { reason } = record;
      if (reason === undefined) {
        stagedPlace(staged.row, record.start, number);
        stagedAsOf(staged.row);
        if (staged.keep()) await staged.flush();
      } else {
        reasons[reason] = (reasons[reason] ?? 0) + 1;
        if (quarantine(reader, number, reason)) await quarantined.flush();
      }
      number++;
      rows.records++;
    }
    tick();
  }
  if (number - slice.firstRow !== slice.records)
    throw failure(
      "RowsLost",
      `${file.key}, bytes ${slice.start} to ${slice.end}: the manifest has ${slice.records} records and ${number - slice.firstRow} were read; the object was changed, so run the data set again with --force`,
    );
}

async function checkSize(store: Pick<ObjectStore, "head">, file: RawFile): Promise<void> {
  const found = await store.head(file.key);
  if (!found) throw damaged(file, "the object does not exist");
  if (found.size !== file.storedSize)
    throw damaged(file, `it has ${found.size} bytes and the manifest says ${file.storedSize}`);
}

function column<K extends Column["kind"]>(columns: readonly Column[], name: string, kind: K): ColumnOf<K> {
  const found = columns.find(({ plan }) => plan.name === name);
  if (found?.kind === kind) return found as ColumnOf<K>;
  throw failure(
    "PlanMismatch",
    `the plan has no column "${name}" of the kind that this version writes; start a new run`,
  );
}

/** Sets the position of a record: `_file`, `_offset`, `_row`. */
function makePlace(columns: readonly Column[], name: string) {
  const file = column(columns, "_file", "text");
  const offset = column(columns, "_offset", "int64");
  const row = column(columns, "_row", "int64");
  const text = Buffer.from(name);
  return (at: number, start: number, number: number) => {
    setText(file, at, text, 0, text.length);
    setInteger(offset, at, start);
    setInteger(row, at, number);
  };
}

/** Sets `_as_of`, when the file was fetched, if the plan has that column. */
function makeAsOf(columns: readonly Column[], { fetchedAt }: RawFile) {
  if (!columns.some(({ plan }) => plan.name === asOfColumn.name)) return () => undefined;
  const asOf = column(columns, asOfColumn.name, "int64");
  const microseconds = Date.parse(fetchedAt) * 1000;
  return (at: number) => setInteger(asOf, at, microseconds);
}

/** Keeps a bad record; returns true if the row group is full. */
function makeQuarantine(rows: RowWriter, name: string) {
  const place = makePlace(rows.columns, name);
  const culprit = column(rows.columns, "_column", "text");
  const why = column(rows.columns, "_reason", "text");
  const raw = column(rows.columns, "_raw", "text");
  const set = (target: ColumnOf<"text">, text: Buffer) => {
    setText(target, rows.row, text, 0, text.length);
    setValid(target, rows.row);
  };
  return (reader: SliceReader, number: number, reason: string): boolean => {
    const { start, column } = reader.record;
    place(rows.row, start, number);
    if (column === null) setNull(culprit, rows.row);
    else set(culprit, Buffer.from(column));
    set(why, Buffer.from(reason));
    set(raw, reader.text());
    return rows.keep();
  };
}
