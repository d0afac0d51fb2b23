/** The summary at the end of a run: what happened, the table's first rows, where everything is, what to try next. */
import { join } from "node:path";
import type { Dataset } from "../contract/dataset";
import { dayIn } from "../contract/date";
import { formatOf } from "../contract/formats";
import { sourceKind, termsOf } from "../contract/sources";
import { posteriorName } from "../contract/derive/posterior-table";
import type { Input } from "../local/flow";
import type { LocalPorts } from "../local/local-ports";
import { publishedRun } from "../local/published";
import { openQuery } from "../local/query";
import type { RunDocument } from "../local/run";
import { fittedTable, wholeTable } from "./text-table";
import { clipped, oneLine, screenOf } from "./terminal";
import { amount, bars as chart, counted, text } from "./words";

const command = "npm run data-flow --";

/** Where the run's rows came from. */
type RunInput = Pick<Input, "archive" | "live">;

export async function show(
  dataset: Dataset,
  document: RunDocument,
  ports: LocalPorts,
  out: NodeJS.WriteStream,
  input: RunInput = {},
): Promise<void> {
  const say = (text = "") => out.write(`${text}\n`);
  const screen = screenOf(out);
  say();
  if (document.error) {
    say(`✗ ${document.error.name}: ${document.error.message}`);
    if (document.location !== null)
      return void say(
        `  ${dataset.name} is published (${counted(document.rows.published, "row")}, ${document.location})${await analysisLeft(dataset, document, ports)}.`,
      );
    const pointer = (await publishedRun(dataset, ports))?.pointer;
    say(
      pointer
        ? `  The table is still the one that run ${pointer.run} published.`
        : "  Nothing is published yet.",
    );
    if (quarantinedSome(document)) say(quarantineText(document));
    return;
  }
  const published = await publishedRun(dataset, ports);
  const today = dayIn(dataset.schedule.timeZone, ports.clock.now());
  say(`${sentence(document, today)} (${document.seconds.toFixed(1)} s)`);
  const { failed = [], missing = [], skipped = [], unread = [], leftOut = {} } = document;
  if (skipped.length > 0)
    say(
      `  Skipped ${counted(skipped.length, "file")} that no layout of datasets/${dataset.name}.ts matches: ${skipped.slice(0, 5).join(", ")}${skipped.length > 5 ? ", …" : ""}.`,
    );
  if (unread.length > 0)
    say(
      `  Not read: ${unread.length === 1 ? "column" : `${amount(unread.length)} columns`} ${unread.slice(0, 10).map(oneLine).join(", ")}${unread.length > 10 ? ", …" : ""}; no layout of datasets/${dataset.name}.ts names ${unread.length === 1 ? "it" : "them"}.`,
    );
  if (failed.length > 0) say(`  Failed symbols: ${failed.map(({ symbol }) => symbol).join(", ")}.`);
  if (missing.length > 0)
    say(
      `  Skipped ${counted(missing.length, "file")} that the source does not have: ${missing
        .slice(0, 5)
        .map(({ file }) => file)
        .join(", ")}${missing.length > 5 ? ", …" : ""}.`,
    );
  // Several formats have the same sentence for the same reason.
  for (const sentence of new Set(
    dataset.layouts.flatMap((layout) => formatOf(layout).leftOut?.(leftOut) ?? []),
  ))
    say(`  ${sentence}`);
  if (quarantinedSome(document)) say(quarantineText(document));
  if (!published) return;
  const { pointer, manifest } = published;
  const database = await openQuery(ports, dataset.name);
  try {
    const merged = pointer.generated === false ? "rows among them" : "data of the real shape";
    const generated = manifest?.source.generated ? `, GENERATED ${merged}` : "";
    say(
      `\n${dataset.name}: ${counted(pointer.rows.published, "row")}${generated}; the first ${Math.min(5, pointer.rows.published)}:\n`,
    );
    const key = dataset.table.key.map((name) => `"${name}"`).join(", ");
    const first = await database.query(`select * from "${dataset.name}" order by ${key} limit 5`);
    const all = [
      first.columns.map(({ name }) => name),
      ...first.rows.map((row) => row.map((value) => oneLine(text(value, "null")))),
    ];
    say(fittedTable(all, screen ?? 110));
    if (dataset.countBy !== undefined) {
      const by = `"${dataset.countBy}"`;
      const groups = await database.query(
        `select ${by}, count(*) from "${dataset.name}" group by 1 order by 1 nulls last limit 30`,
      );
      say(`\nRows per ${dataset.countBy}:\n`);
      const counts = groups.rows.map(([label, count]) => ({
        label: clipped(oneLine(text(label, "null")), Math.max(8, Math.floor((screen ?? 110) / 3))),
        count: Number(count),
      }));
      say(chart(counts, Math.min(40, Math.max(4, Math.floor((screen ?? 110) / 3)))));
    }
    if (dataset.analysis) {
      // Loaded only now: most tables have no analysis.
      const [{ analysisRows }, { analysisTable, by }] = await Promise.all([
        import("../local/analysis-document.js"),
        import("./analysis-table.js"),
      ]);
      const posterior = await analysisRows(dataset, ports, database);
      say(
        `\nLog return over the coming year, median and 95 % interval (${posteriorName(dataset.name)}${by(posterior)}):\n`,
      );
      say(analysisTable(posterior, screen ?? 100));
    }
  } finally {
    database.close();
  }
  say(document.status === "published" ? "\nWhat was written:\n" : "\nWhere it is:\n");
  say(
    wholeTable([
      ["table", join(ports.home, pointer.location)],
      ["raw data", join(ports.home, "raw", dataset.name, pointer.run)],
      ["plan, manifest, reports", join(ports.home, "state", dataset.name, "runs", pointer.run)],
    ]),
  );
  say("\nTry next:\n");
  for (const line of nextCommands(dataset, pointer.rows.quarantined, input)) say(`  ${command} ${line}`);
}

/** Reports the analysis of a table that was published by a run which failed afterwards. */
async function analysisLeft({ name, analysis }: Dataset, { run }: RunDocument, ports: LocalPorts) {
  if (!analysis) return "";
  const table = posteriorName(name);
  const found = await publishedRun({ name: table }, ports);
  return found?.pointer.run === run ? `; ${table} is published, too` : `; ${table} stays as it was`;
}

function sentence({ status, dataset, date, rows, run, kept }: RunDocument, today: string): string {
  const bad = rows.quarantined > 0 ? `, ${counted(rows.quarantined, "record")} quarantined` : "";
  switch (status) {
    case "published":
      return `✓ Published ${dataset} of ${date}: ${counted(rows.published, "row")}${bad}.`;
    case "unchanged":
      return `✓ Unchanged: ${dataset} already holds this content, made by this contract. Add --force to run anyway.`;
    case "duplicate":
      return `✓ Duplicate: another run of ${date} has published the same content in the meantime.`;
    case "kept": {
      const tableDate = kept?.tableDate ?? "a later date";
      const force = tableDate > today ? " --force" : "";
      return (
        `– Kept as run ${run}, not published: the table is of ${tableDate}, and an older date never replaces a newer one. ` +
        `To publish it anyway, use --date ${tableDate}${force}.`
      );
    }
    case "failed":
      return `✗ Failed.`;
  }
}

/** Whether this run quarantined records; earlier runs told of theirs. */
const quarantinedSome = ({ run, quarantine = [] }: RunDocument) =>
  quarantine.some((each) => each.run === run);

/** How many quarantined records the kept runs hold, and how to show them. */
function quarantineText({ dataset, quarantine = [] }: RunDocument): string {
  const records = quarantine.reduce((sum, run) => sum + run.records, 0);
  const runs = quarantine.slice(0, 3).map(({ run, records: of }) => `${run} (${amount(of)})`);
  return (
    `  Quarantined so far: ${counted(records, "record")} in ${counted(quarantine.length, "run")}, ` +
    `${runs.join(", ")}${quarantine.length > 3 ? ", …" : ""}. To see those of a run, query quarantine_${dataset}('<run>').`
  );
}

/** Commands that work now and may be useful next, without the input that the run just had. */
export function nextCommands(dataset: Dataset, quarantined: number, input: RunInput = {}): string[] {
  const { name, table, countBy } = dataset;
  const group = countBy ?? table.key[0]!;
  const number = numberOf(dataset, group);
  const measure = number === undefined ? "count(*) as n" : `avg(${number}) as mean`;
  return [
    `query "select ${group}, ${measure} from ${name} group by ${group} order by ${group}"`,
    quarantined > 0
      ? `query "select _file, _row, _column, _reason, _raw from quarantine_${name} limit 20"`
      : `query "select * from stage_${name} limit 5"`,
    ...(dataset.analysis
      ? [
          `query "select symbol, window_name, status, annual_return_median from ${posteriorName(name)}"`,
          `analyze ${name}   # how to read it, and --json for every number`,
        ]
      : []),
    ...otherInput(dataset, input),
  ];
}

/** The command that reads real data from the source, unless the run just did. */
function otherInput(dataset: Dataset, { archive, live }: RunInput): string[] {
  const { name, table, source } = dataset;
  const page = sourceKind(source).archivePage?.(source);
  if (page !== undefined)
    return archive === undefined
      ? [`run ${name} --archive archive.zip${table.mode === "upsert" ? " --as-of now" : ""}   # from ${page}`]
      : [];
  if (sourceKind(source).unfetched) return [];
  const terms = termsOf(dataset) === undefined ? "" : " --accept-terms";
  return live ? [] : [`run ${name} --live${terms}   # from its source`];
}

/** A column with an informative mean: fractions before whole numbers, and not part of the key. */
function numberOf({ table }: Dataset, group: string): string | undefined {
  const names = Object.keys(table.columns).filter((name) => name !== group && !table.key.includes(name));
  const ofType = (pattern: RegExp) => names.find((name) => pattern.test(table.columns[name]!.type));
  return ofType(/^(double|decimal)/) ?? ofType(/^(int|bigint)$/);
}
