/** Convert: turns one part of a run's raw bytes into typed Parquet, and quarantines its bad records. */
import { partReportKey, planKey, manifestKey, quarantineKey, stageKey } from "../../contract/keys";
import { quarantineColumns, type Plan } from "../../contract/plan";
import { attemptId } from "../../core/run/attempt";
import type { Manifest, Part, PartReport } from "../../core/run/documents";
import { failure } from "../../core/run/failure";
import type { ObjectStore, Ports } from "../../core/run/ports";
import { kernelWorkBytes } from "../../core/formats/csv/kernel-reader";
import { makeRowWriter } from "../../core/parquet/row-writer";
import { convertSlice, type PartManifest, type PartRows } from "./slice";
import { createJson, findJson, readJson } from "../../core/run/state";

/** The event from the state machine. */
export interface ConvertEvent {
  readonly dataset: string;
  readonly run: string;
  /** Index in the manifest's parts. */
  readonly part: number;
}

/** Converts a part of a run to the files of an attempt: `convertPart`, or a function that has another thread do it. */
export type ConvertPart = (
  ports: Pick<Ports, "store" | "clock" | "log">,
  plan: Plan,
  manifest: Manifest,
  part: Part,
  number: number,
  attempt: string,
) => Promise<PartReport>;

/**
 * Makes the handler. It may run any number of times for a part, even at once: every try writes under a separate attempt, the first
 * to write the part's report wins, and all return that report. A part without good (or bad) records gets no such file. Fails with
 * `NoSuchPart`, `RawDamaged` (the stored bytes differ from the manifest), `RowsLost` (the records read differ from those counted,
 * or some were neither staged nor quarantined), `PlanMismatch`.
 */
export function makeConvert(
  ports: Pick<Ports, "store" | "clock" | "log">,
  convert: ConvertPart = convertPart,
): (event: ConvertEvent) => Promise<PartReport> {
  const { store, clock } = ports;
  return async ({ dataset, run, part: number }) => {
    const reportKey = partReportKey(dataset, run, number);
    const before = await findJson<PartReport>(store, reportKey);
    if (before) return before;

    const plan = await readJson<Plan>(store, planKey(dataset, run));
    const manifest = await readJson<Manifest>(store, manifestKey(dataset, run));
    const part = manifest.parts[number];
    if (!part)
      throw failure(
        "NoSuchPart",
        `${dataset}, run ${run}: part ${number} does not exist; the manifest has ${manifest.parts.length}, numbered from 0`,
      );
    const attempt = attemptId(clock);
    const report = await convert(ports, plan, manifest, part, number, attempt);
    if (await createJson(store, reportKey, report)) return report;
    return readJson<PartReport>(store, reportKey);
  };
}

/** Columns of stage whose values rise from record to record. */
const rising = ["_offset", "_row"];

/** What the conversion of a part needs of a store. */
export type PartStore = Pick<ObjectStore, "get" | "head" | "put">;

/** Converts a part to the files of an attempt. Returns the report without storing it. Fails as `makeConvert` does. */
export async function convertPart(
  ports: Pick<Ports, "clock" | "log"> & { readonly store: PartStore },
  plan: Plan,
  manifest: PartManifest,
  part: Part,
  number: number,
  attempt: string,
): Promise<PartReport> {
  const { store } = ports;
  const { dataset, run } = manifest;
  const staged = makeRowWriter(
    store,
    stageKey(dataset, run, attempt, number),
    plan.transform.stage.map((column) =>
      rising.includes(column.name) ? { ...column, asDeltas: true } : column,
    ),
    "zstd",
    kernelWorkBytes,
  );
  const quarantined = makeRowWriter(store, quarantineKey(dataset, run, attempt, number), quarantineColumns);
  const rows: PartRows = { staged, quarantined, reasons: {}, culprits: new Map(), records: 0, bytes: 0 };
  const progress = makeProgress(ports, rows);
  try {
    for (const slice of part.slices) await convertSlice(store, plan, manifest, slice, rows, progress.tick);
    // Check before completing the files, so that rows that do not add up never become a file.
    const kept = staged.rows() + quarantined.rows();
    if (rows.records !== part.records || rows.records !== kept)
      throw failure(
        "RowsLost",
        `${dataset}, run ${run}, part ${number}: the manifest has ${part.records} records, ${rows.records} were read, ${staged.rows()} staged and ${quarantined.rows()} quarantined; run the data set again with --force`,
      );
    const files = { staged: await staged.finish(), quarantined: await quarantined.finish() };
    progress.say();
    const culprits = [...rows.culprits.values()];
    return {
      version: 1,
      part: number,
      attempt,
      records: rows.records,
      ...files,
      reasons: rows.reasons,
      culprits,
    };
  } catch (cause) {
    await Promise.all([staged.abort(cause), quarantined.abort(cause)]);
    throw cause;
  }
}

/** Reports the counts so far, at most four times a second. */
function makeProgress({ clock, log }: Pick<Ports, "clock" | "log">, rows: PartRows) {
  let last = -Infinity;
  const say = () => {
    const { records, bytes, quarantined } = rows;
    log.progress({ step: "Convert", rows: records, bytes, bad: quarantined.rows() });
  };
  const tick = () => {
    const now = clock.now().getTime();
    if (now - last < 250) return;
    last = now;
    say();
  };
  return { say, tick };
}
