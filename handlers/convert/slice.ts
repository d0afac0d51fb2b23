/** Converts a slice of a raw file, record by record, into the rows of stage and quarantine. */
import { asOfColumn, type Plan } from "../../contract/plan";
import { readSlice } from "../../core/formats";
import type { BadRecord, RecordSink } from "../../core/formats/format";
import { planColumn } from "../../core/formats/plan-column";
import { damaged } from "../../core/formats/raw-file";
import {
  fillDown,
  setInteger,
  setNull,
  setText,
  setValid,
  type Column,
  type ColumnOf,
} from "../../core/parquet/columns";
import type { Culprit, Manifest, RawFile, Slice } from "../../core/run/documents";
import { failure } from "../../core/run/failure";
import type { ObjectStore } from "../../core/run/ports";
import type { RowWriter } from "../../core/parquet/row-writer";

/** Where a part's records go, and what it counts on the way. */
export interface PartRows {
  readonly staged: RowWriter;
  readonly quarantined: RowWriter;
  /** Quarantined records by reason. */
  readonly reasons: Record<string, number>;
  /** Quarantined records by the column at fault and the reason. */
  readonly culprits: Map<string, Culprit>;
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

  const { staged, quarantined, reasons, culprits } = rows;
  const place = makePlace(staged, file.file);
  const setAsOf = makeAsOf(staged.columns, file);
  const quarantine = makeQuarantine(quarantined, file.file);
  let number = slice.firstRow;
  const sink: RecordSink = {
    stage: staged,
    get number() {
      return number;
    },
    place(count) {
      place(staged.row, count, number);
      setAsOf(staged.row, count);
    },
    bad(record, at) {
      reasons[record.reason] = (reasons[record.reason] ?? 0) + 1;
      countCulprit(culprits, record);
      quarantine(record, at);
    },
    keep(count, records) {
      number += records;
      rows.records += records;
      if (count > 0) staged.keep(count);
    },
  };
  const reader = readSlice({ store, layout, file, slice, sink });
  for await (const bytes of reader.pieces()) {
    rows.bytes += bytes;
    reader.read();
    await staged.drained();
    await quarantined.drained();
    tick();
  }
  if (number - slice.firstRow !== slice.records)
    throw failure(
      "RowsLost",
      `${file.key}, bytes ${slice.start} to ${slice.end}: the manifest has ${slice.records} records and ${number - slice.firstRow} were read; the object was changed, so run the data set again with --force`,
    );
}

function countCulprit(culprits: Map<string, Culprit>, { column, reason }: BadRecord): void {
  if (column === null) return;
  const key = `${column} ${reason}`;
  culprits.set(key, { reason, column, records: (culprits.get(key)?.records ?? 0) + 1 });
}

async function checkSize(store: Pick<ObjectStore, "head">, file: RawFile): Promise<void> {
  const found = await store.head(file.key);
  if (!found) throw damaged(file, "the object does not exist");
  if (found.size !== file.storedSize)
    throw damaged(file, `it has ${found.size} bytes and the manifest says ${file.storedSize}`);
}

/** Sets the file and the numbers of records in rows one after the other. */
function makePlace({ columns, kernel }: RowWriter, name: string) {
  const file = planColumn(columns, "_file", "text");
  const row = planColumn(columns, "_row", "int64");
  const text = Buffer.from(name);
  return (at: number, rows: number, number: number) => {
    setText(file, at, text, 0, text.length);
    fillDown(file, at, rows);
    kernel.countUp(number, rows, row.place.values + 8 * at);
  };
}

/** Sets `_as_of`, when the file's content is from, if the plan has that column. */
function makeAsOf(columns: readonly Column[], { fetchedAt, asOf: stated = fetchedAt }: RawFile) {
  if (!columns.some(({ plan }) => plan.name === asOfColumn.name)) return () => undefined;
  const asOf = planColumn(columns, asOfColumn.name, "int64");
  const microseconds = Date.parse(stated) * 1000;
  return (at: number, rows: number) => {
    setInteger(asOf, at, microseconds);
    fillDown(asOf, at, rows);
  };
}

/** Keeps a bad record. */
function makeQuarantine(rows: RowWriter, name: string) {
  const place = makePlace(rows, name);
  const offset = planColumn(rows.columns, "_offset", "int64");
  const culprit = planColumn(rows.columns, "_column", "text");
  const why = planColumn(rows.columns, "_reason", "text");
  const raw = planColumn(rows.columns, "_raw", "text");
  const set = (target: ColumnOf<"text">, text: Buffer) => {
    setText(target, rows.row, text, 0, text.length);
    setValid(target, rows.row);
  };
  return (record: BadRecord, number: number): void => {
    place(rows.row, 1, number);
    setInteger(offset, rows.row, record.start);
    if (record.column === null) setNull(culprit, rows.row);
    else set(culprit, Buffer.from(record.column));
    set(why, Buffer.from(record.reason));
    set(raw, record.text());
    rows.keep();
  };
}
