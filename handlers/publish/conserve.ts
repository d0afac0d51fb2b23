/** Row conservation: every record that was read is staged or quarantined, part by part. */
import type { Plan } from "../../contract/plan";
import { partReportKey } from "../../contract/keys";
import type { Culprit, Manifest, PartReport, RowCounts } from "../../core/run/documents";
import { failure, isFailure } from "../../core/run/failure";
import type { ObjectStore } from "../../core/run/ports";
import { readJson } from "../../core/run/state";

/** How many reports to read at once: a run has up to 1,000 parts, and each read is a round trip. */
const together = 32;

/**
 * Rows of all parts. Fails with `PartMissing`, with `RowsLost`, which names the part, or with `TooManyBadRows` if the quarantined
 * share of the records is above the plan's `maxBadRatio` (0 to 1; without records the share is 0). A header repeated in the middle of a file
 * does not count as a record.
 */
export async function conserve(
  store: Pick<ObjectStore, "get">,
  manifest: Manifest,
  plan: Pick<Plan, "layouts" | "limits">,
): Promise<Omit<RowCounts, "published">> {
  const reports = await readReports(store, manifest);
  const sum = (rows: (report: PartReport) => number) =>
    reports.reduce((total, report) => total + rows(report), 0);
  const read = sum((report) => report.records);
  const staged = sum((report) => report.staged?.rows ?? 0);
  const quarantined = sum((report) => report.quarantined?.rows ?? 0);
  if (read !== manifest.records) {
    throw failure(
      "RowsLost",
      `${manifest.dataset}, run ${manifest.run}: Ingest counted ${manifest.records} records, but the parts hold ${read}. Nothing is published; run again.`,
    );
  }
  const { maxBadRatio } = plan.limits;
  const headers = sum((report) => report.reasons["header"] ?? 0);
  const share = { read: read - headers, quarantined: quarantined - headers, maxBadRatio };
  const ratio = share.read === 0 ? 0 : share.quarantined / share.read;
  if (ratio > maxBadRatio) throw tooManyBadRows(manifest, reports, share, plan);
  return { read, staged, quarantined };
}

async function readReports(store: Pick<ObjectStore, "get">, manifest: Manifest): Promise<PartReport[]> {
  const reports: PartReport[] = [];
  for (let first = 0; first < manifest.parts.length; first += together) {
    const some = manifest.parts.slice(first, first + together);
    reports.push(
      ...(await Promise.all(some.map((part, i) => readReport(store, manifest, first + i, part.records)))),
    );
  }
  return reports;
}

async function readReport(
  store: Pick<ObjectStore, "get">,
  { dataset, run }: Manifest,
  number: number,
  records: number,
): Promise<PartReport> {
  const key = partReportKey(dataset, run, number);
  const report = await readJson<PartReport>(store, key).catch((error: unknown) => {
    if (!isFailure(error, "StateMissing")) throw error;
    throw failure(
      "PartMissing",
      `${dataset}, run ${run}: part ${number} was not converted (${key} is missing). Run again.`,
    );
  });
  const staged = report.staged?.rows ?? 0;
  const quarantined = report.quarantined?.rows ?? 0;
  if (report.part === number && report.records === records && staged + quarantined === records) return report;
  throw failure(
    "RowsLost",
    `${dataset}, run ${run}, part ${number}: the manifest holds ${records} records; ${key} says part ${report.part}, ` +
      `${report.records} read, ${staged} staged, ${quarantined} quarantined. Nothing is published; run again.`,
  );
}

function tooManyBadRows(
  { dataset, run }: Manifest,
  reports: readonly PartReport[],
  counts: { readonly read: number; readonly quarantined: number; readonly maxBadRatio: number },
  plan: Pick<Plan, "layouts">,
): Error {
  const frequent = faultsOf(reports).slice(0, 3);
  const { read, quarantined, maxBadRatio } = counts;
  // Rounded up: as a limit, it accepts these records.
  const ratio = Math.min(1, Math.ceil((quarantined / read) * 1e4) / 1e4);
  // A table without rows is refused whatever the limit.
  const way =
    quarantined === read
      ? `correct the layout or the stage types in datasets/${dataset}.ts.`
      : `to accept them: --max-bad-ratio ${ratio}`;
  const advice = frequent[0] ? adviceOn(frequent[0], dataset, plan) : "";
  return failure(
    "TooManyBadRows",
    `${dataset}, run ${run}: ${quarantined} of ${read} records are bad (${percent(ratio)} %; limit ${percent(maxBadRatio)} %). ` +
      `Most frequent: ${frequent.map(told).join(", ")}. ` +
      `Nothing is published. To see them: npm run data-flow -- query "select _file, _offset, _column, _reason, _raw from quarantine_${dataset}('${run}')"; ${advice}${way}`,
  );
}

/** A reason, with the column at fault if there is one, and how many records have it. */
type Fault = Omit<Culprit, "column"> & { readonly column?: string };

const told = ({ reason, column, records }: Fault) =>
  `${reason}${column === undefined ? "" : ` in ${column}`} (${records})`;

/** The faults of all parts, the most frequent first. Reports of older versions name no column. */
function faultsOf(reports: readonly PartReport[]): Fault[] {
  const faults = new Map<string, Fault>();
  const add = (fault: Fault) => {
    const key = `${fault.reason} ${fault.column ?? ""}`;
    faults.set(key, { ...fault, records: fault.records + (faults.get(key)?.records ?? 0) });
  };
  for (const { reasons, culprits = [] } of reports) {
    culprits.forEach(add);
    for (const [reason, records] of Object.entries(reasons)) {
      const named = culprits.reduce((sum, each) => sum + (each.reason === reason ? each.records : 0), 0);
      if (records > named) add({ reason, records: records - named });
    }
  }
  return [...faults.values()].sort((a, b) => b.records - a.records);
}

/** What to try first, if the most frequent fault has a word of the layout against it. Ends with a semicolon. */
function adviceOn({ reason, column }: Fault, dataset: string, { layouts }: Pick<Plan, "layouts">): string {
  const where = `in datasets/${dataset}.ts`;
  if (reason === "encoding")
    return `add the encoding of the files to their layout ${where}, such as encoding: "windows-1252"; `;
  const isStrict = layouts.some(({ columns }) =>
    columns.some(({ name, type, from }) => name === column && type === "string" && !("json" in from)),
  );
  if (reason === "json_type" && isStrict)
    return `to keep values of ${column} that are not JSON strings as their JSON text, add json: true to its path ${where}; `;
  return "";
}

const percent = (ratio: number) => Number((ratio * 100).toPrecision(12));
