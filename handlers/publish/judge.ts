/** Reads what Publish needs of a run, and decides whether it may become the table. */
import { basePrefix, manifestKey, planKey, processedPrefix, transformReportKey } from "../../contract/keys";
import type { Plan, PlanColumn, PlanRule } from "../../contract/plan";
import { keyRules } from "../../contract/rules/key";
import { notNullRule } from "../../contract/rules/not-null";
import { rulesOf } from "../../contract/rules/older-plans";
import { brokenByCounts, isCounts } from "../../contract/rules/plan-rules";
import type { Manifest, Publication, TransformReport, WrittenFile } from "../../core/run/documents";
import { failure } from "../../core/run/failure";
import type { Ports } from "../../core/run/ports";
import { readJson } from "../../core/run/state";
import { conserve } from "./conserve";
import { convertFault } from "./convert-report";
import { judgeFiles } from "./files";

type JudgePorts = Pick<Ports, "store" | "log">;

/** One attempt of one run. */
export interface Candidate {
  readonly dataset: string;
  readonly run: string;
  readonly attempt: string;
}

/** A broken rule. */
export type BrokenRule = TransformReport["rules"][number];

/** What an attempt would publish, and the rules to judge it by. */
export interface Judged {
  /** The table's columns in the run's plan. */
  readonly columns: readonly PlanColumn[];
  readonly rules: readonly PlanRule[];
  /** Rules of severity `warn` that the row counts break; the others are in the transform's report. */
  readonly brokenRules: readonly BrokenRule[];
  readonly publication: Publication & { readonly generated: boolean };
}

/**
 * Judges one attempt of a run and returns what it would publish. Reads only what never changes, so judging twice gives the same
 * result. Fails with `RowsLost`, `PartMissing`, `TooManyBadRows`, with the name of the error in the transform's report, with
 * `KeyNull`, `KeyDuplicated`, `RuleBroken`, `ReportIncomplete`, `TableFilesDiffer`, and as `readJson` does.
 */
export async function judge(ports: JudgePorts, candidate: Candidate): Promise<Judged> {
  const { store, log } = ports;
  const { dataset, run, attempt } = candidate;
  const plan = await readJson<Plan>(store, planKey(dataset, run));
  const manifest = await readJson<Manifest>(store, manifestKey(dataset, run));
  // Before counting the parts: a conversion by Spark reports here what it could not read.
  const fault = await convertFault(store, dataset, run);
  if (fault) throw fault;
  const converted = await conserve(store, manifest, plan);

  const reportKey = transformReportKey(dataset, run, attempt);
  const report = await readJson<TransformReport>(store, reportKey);
  if (report.error) {
    throw failure(
      report.error.name,
      `${report.error.message} (Transform of ${dataset}, run ${run}: ${reportKey})`,
    );
  }
  const where = `${dataset}, run ${run}, attempt ${attempt}`;
  if (report.rows.in !== converted.staged) {
    throw failure(
      "RowsLost",
      `${where}: ${converted.staged} rows were staged and Transform read ${report.rows.in}. Nothing is published; run again.`,
    );
  }
  const rules = rulesOf(plan);
  const brokenRules = judgeRules(plan.transform, rules, report, where, log);
  const location = processedPrefix(dataset, run, attempt);
  await judgeFiles(store, report.files, location, where);
  judgeRowsWritten(report.files, report.rows.out, location, where);
  const merged = plan.transform.mode === "upsert" ? basePrefix(dataset, run, attempt) : null;
  judgeMerge(report, merged, where);
  if (merged) {
    await judgeFiles(store, report.merged, merged, where);
    judgeRowsWritten(report.merged, report.rows.merged, merged, where);
  }

  return {
    columns: plan.transform.columns,
    rules,
    brokenRules,
    publication: {
      version: 1,
      dataset,
      run,
      attempt,
      date: manifest.date,
      fingerprint: manifest.fingerprint,
      content: manifest.content,
      location,
      merged,
      rows: { ...converted, published: report.rows.out },
      files: report.files,
      ...(merged ? { mergedFiles: report.merged } : {}),
      ...(report.identity ? { identity: report.identity } : {}),
      ...(report.highestFieldId === undefined ? {} : { highestFieldId: report.highestFieldId }),
      generated: manifest.source.generated,
    },
  };
}

/** How many rules to show with an example: an error must fit a message. The report has the others. */
const mostExamples = 5;

function judgeRules(
  { columns }: Plan["transform"],
  rules: readonly PlanRule[],
  report: TransformReport,
  where: string,
  log: JudgePorts["log"],
): readonly BrokenRule[] {
  const [byRows, counted] = [rules.filter(isCounts), rules.filter((rule) => !isCounts(rule))];
  // A rule that the engine left out counts as unchecked, not as passed.
  const checked = new Set(report.rules.map((rule) => rule.name));
  const left = [...Object.keys(keyRules), ...counted.map(({ name }) => name)].filter(
    (name) => !checked.has(name),
  );
  if (left.length > 0) {
    throw failure(
      "ReportIncomplete",
      `${where}: Transform did not check ${left.join(", ")}. Nothing is published. Deploy the program, then run again.`,
    );
  }
  // Engines of earlier versions counted rules of kind `rows` too.
  const judgedHere = new Set(byRows.map(({ name }) => name));
  const broken = report.rules.filter(({ name, violations }) => violations > 0 && !judgedHere.has(name));
  const tooFew = brokenByCounts(byRows, report.rows.out, undefined);
  const told = (severity: BrokenRule["severity"]) => [
    ...broken
      .filter((rule) => rule.severity === severity)
      .map((rule, at) => ruleTold(at < mostExamples ? rule : { ...rule, example: [] })),
    ...tooFew.filter((rule) => rule.severity === severity).map(({ name, how }) => `${name} (${how})`),
  ];
  for (const rule of told("warn")) log.warn(`${where}: the table breaks the rule ${rule}.`);
  const errors = told("error");
  if (errors.length === 0)
    return tooFew.map(({ name, severity, violations }) => ({ name, severity, violations }));
  const key = Object.entries(keyRules).find(([name]) => broken.some((rule) => rule.name === name));
  throw failure(
    key?.[1] ?? "RuleBroken",
    `${where}: the table breaks ${errors.join(", ")}.${duplicateTold(report)} Nothing is published; readers keep the table ` +
      `they have. ${waysOut(
        [...broken, ...tooFew].filter(({ severity }) => severity === "error").map(({ name }) => name),
        columns.map(({ name }) => name),
      )} in datasets/, then run again.`,
  );
}

/** What to do about broken rules. A data set's file holds only the user's rules; the others follow from its table. */
function waysOut(rules: readonly string[], columns: readonly string[]): string {
  const ofKey = rules.filter((name) => Object.hasOwn(keyRules, name));
  const required = columns.filter((column) => rules.includes(notNullRule(column)));
  const ways = [
    ...(rules.length > ofKey.length + required.length ? ["the rule"] : []),
    ...(required.length > 0 ? [`make ${required.join(", ")} nullable`] : []),
    ...(ofKey.length > 0 ? ["choose another key"] : []),
  ];
  return `Fix the source or ${ways.join(", or ")}`;
}

function ruleTold({ name, violations, example = [] }: BrokenRule): string {
  const smallest = example.length === 0 ? "" : `; the smallest key: ${keyTold(example)}`;
  return `${name} (${violations} ${violations === 1 ? "violation" : "violations"}${smallest})`;
}

const keyTold = (key: NonNullable<BrokenRule["example"]>) =>
  key.map(({ name, value }) => `${name} ${shown(value)}`).join(", ");

// A value may be as long as a record, but an error must fit a message.
const shown = (text: string) => JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);

/** A sentence about the smallest key that several rows have and the files of its rows; empty if the report has none. */
function duplicateTold({ duplicate }: TransformReport): string {
  if (!duplicate) return "";
  const files = duplicate.files.length === 0 ? "" : `, in ${duplicate.files.map(shown).join(", ")}`;
  return ` The smallest duplicate key is ${keyTold(duplicate.key)}${files}.`;
}

/** No row may be lost before the SQL: a row that the SQL did not see was superseded, which only an `upsert` does. */
function judgeMerge({ rows, merged }: TransformReport, prefix: string | null, where: string): void {
  const superseded = rows.dropped["superseded"] ?? 0;
  const wholeReplace = rows.base === 0 && superseded === 0 && merged.length === 0;
  if (rows.in + rows.base - superseded === rows.merged && superseded >= 0 && (prefix || wholeReplace)) return;
  throw failure(
    "RowsLost",
    `${where}: Transform read ${rows.in} staged rows and ${rows.base} merged ones, dropped ${superseded} as superseded, ` +
      `and its SQL read ${rows.merged}, in ${merged.length} merged files. Nothing is published; run again.`,
  );
}

function judgeRowsWritten(
  files: readonly WrittenFile[],
  counted: number,
  location: string,
  where: string,
): void {
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  if (rows === counted) return;
  throw failure(
    "RowsLost",
    `${where}: Transform counted ${counted} rows, but its files hold ${rows} (${location}). Nothing is published; run again.`,
  );
}
