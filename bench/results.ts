/** The results as a Markdown page. */
import { comparisons, type ComparisonName, type Finding } from "./comparisons";
import { goals, peak, type Findings } from "./goals";
import { median, type Measured } from "./measure";

/** Everything that the page says. */
export interface Results {
  /** The day, as YYYY-MM-DD. */
  readonly date: string;
  readonly machine: string;
  /** Versions by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** True if the mHealth file is a recorded one. */
  readonly recorded: boolean;
  /** What a reader must know besides, a sentence each. */
  readonly notes: readonly string[];
  readonly findings: Findings;
}

type Row = readonly string[];

/** A Markdown table; all columns but the first are aligned to the right. */
function table(header: Row, rows: readonly Row[]): string {
  const line = (cells: Row) => `| ${cells.join(" | ")} |`;
  return [header, header.map((_, index) => (index === 0 ? "---" : "--:")), ...rows].map(line).join("\n");
}

const figure = (value: number | undefined, digits = 2) =>
  value === undefined || Number.isNaN(value) ? "" : value.toFixed(digits);

/** The median of the pairs' ratios, and how far they lie apart. */
function ratio(values: readonly number[]): string {
  if (values.length < 2) return figure(values[0]);
  return `${figure(median(values))} (${figure(Math.min(...values))} to ${figure(Math.max(...values))})`;
}

/** The page. */
export function resultsPage({ date, machine, versions, recorded, notes, findings }: Results): string {
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const file = recorded
    ? "The mHealth file is a recorded one."
    : "The mHealth file is generated in the real shape and size. Its doubles repeat less often than recorded ones, so all sides compress and look up more.";
  const measured = (Object.keys(comparisons) as ComparisonName[]).flatMap((name) => findings[name] ?? []);
  return [
    "# Results of the benchmark",
    `Measured on ${date} with ${list.join(", ")} on ${machine}. ${file} [README.md](README.md) says how to measure again, what each row means, and where the sides do not do the same.`,
    ...notes,
    "Figures are medians over whole processes, start included. A ratio is the median of the ratios of pairs that ran one after the other, with the smallest and the largest; below 1, ours is better.",
    "## Goals",
    goalsTable(findings),
    "## Measurements",
    ...measured.flatMap(section),
    "",
  ]
    .join("\n\n")
    .trimEnd()
    .concat("\n");
}

/** The goals beside what was measured. */
function goalsTable(findings: Findings): string {
  const rows = goals.map(({ what, must, aim, measured }) => {
    const value = measured(findings);
    const verdict =
      value === undefined
        ? "not measured"
        : value <= must
          ? aim !== undefined && value <= aim
            ? "aim met"
            : "met"
          : "missed";
    const digits = must > 100 ? 0 : 2;
    return [what, String(must), aim === undefined ? "" : String(aim), figure(value, digits), verdict];
  });
  return table(["processor time unless said otherwise", "must", "aim", "measured", ""], rows);
}

/** One comparison: its table, and whether the answers are equal. */
function section({ title, base, others, differences }: Finding): readonly string[] {
  const head = `### ${title}`;
  const header = [
    "side",
    "rounds",
    "processor s",
    `${base.name} / it`,
    "clock s",
    `${base.name} / it by the clock`,
    "peak MB",
    "Parquet MB",
  ];
  const body = table(header, [base, ...others].map(sideRow));
  const failed = others.flatMap((other) =>
    other.failed ? [`${other.name} failed, so it has fewer rounds.`] : [],
  );
  const answers =
    differences === undefined
      ? []
      : differences.length === 0
        ? ["All sides read the same rows and values."]
        : differences.map((each) => `**Different answers:** ${each}.`);
  return [head, body, ...failed, ...answers];
}

function sideRow(measured: Measured): Row {
  const { name, runs, cpuRatios, wallRatios } = measured;
  if (runs.length === 0) return [name, "0", "", "", "", "", "", ""];
  const of = (value: (run: (typeof runs)[number]) => number) => median(runs.map(value));
  const size = of((run) => run.size) / 1e6;
  return [
    name,
    String(runs.length),
    figure(of((run) => run.cpu)),
    ratio(cpuRatios),
    figure(of((run) => run.wall)),
    ratio(wallRatios),
    figure(peak(measured), 0),
    size === 0 ? "" : figure(size, 1),
  ];
}
