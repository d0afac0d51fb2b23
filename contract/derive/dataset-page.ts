import type { Dataset, Layout, PublishedTable } from "../dataset";
import { formatOf, formInWords, placeKind } from "../formats";
import type { BaseLayout } from "../formats/format";
import { sourceKind } from "../sources";
import { sampleQueries } from "./sample-queries";
import { mayBeEmpty, pageRows } from "../rules/plan-rules";
import { tableColumns } from "./plan-columns";
import { codeList as list } from "../markdown";
import { basePrefix, pointerKey, processedPrefix, quarantineKey, rawPrefix, stageKey } from "../keys";

/** A Markdown page that documents a data set. */
export function datasetPage(dataset: Dataset): string {
  const sections = [
    `# ${dataset.title}`,
    `<!-- Generated from datasets/${dataset.name}.ts; \`ACCEPT=1 npm test\` updates it. -->`,
    dataset.description,
    facts(dataset),
    `## Columns of \`${dataset.name}\``,
    columnsTable(dataset),
    ...(Object.values(dataset.table.columns).some(({ type }) => type === "timestamp")
      ? [roundedByAthena]
      : []),
    `Key: ${list(dataset.table.key)}; no two rows share it, and none of its columns is ever null.`,
    "## What every run checks before it publishes",
    "An `error` stops the run, and the published table stays as it was; a `warn` is only reported.",
    table(
      ["rule", "severity", "in words"],
      pageRows({ columns: tableColumns(dataset), key: dataset.table.key }, dataset),
    ),
    ...(mayBeEmpty(dataset.rules) ? [] : ["An empty table never replaces one with rows (`TableEmptied`)."]),
    `At most ${dataset.maxBadRatio} of the raw records (a share) may be quarantined; with more the run fails.`,
    "## Raw layouts",
    "A raw file uses the first layout that matches its path and its first record.",
    ...dataset.layouts.flatMap(layoutSection),
    "## How to query",
    ...sampleQueries(dataset).flatMap(({ title, sql }) => [`${title}:`, `\`\`\`sql\n${sql}\n\`\`\``]),
    `On a laptop: \`npm run data-flow -- query "…"\`.`,
    "## Where the files are",
    "The keys are the same in a bucket and in the laptop's directory:",
    table(["what", "key"], keyRows(dataset)),
  ];
  return `${sections.join("\n\n")}\n`;
}

/** The columns of a published table, one line each. */
export const columnsTable = ({ table: { columns } }: Pick<PublishedTable, "table">) =>
  table(
    ["column", "type", "unit", "null", "what it is"],
    Object.entries(columns).map(([name, { type, unit = "", nullable = false, description }]) => [
      `\`${name}\``,
      type,
      unit,
      nullable ? "yes" : "no",
      description,
    ]),
  );

function facts({ licence, citation, source, schedule, retention, table: { mode } }: Dataset): string {
  return [
    `- Licence: [${licence.name}](${licence.url})`,
    `- Please cite: ${citation}`,
    `- Source: ${sourceKind(source).inWords(source)}`,
    `- Schedule: \`${schedule.expression}\`, ${schedule.timeZone} time`,
    `- Mode: \`${mode}\`, ${modes[mode]}; superseded runs are kept ${retention}`,
  ].join("\n");
}

const roundedByAthena =
  "Athena rounds a timestamp half up to the millisecond; DuckDB, Spark and Redshift read its microseconds " +
  "([where Athena differs](../athena.md#where-athena-differs)).";

const modes = {
  replace: "each run publishes a complete snapshot",
  upsert: "each run's rows replace older ones with the same key, and the whole table is computed again",
} as const;

const layoutSection = (layout: Layout): string[] => [
  `### \`${layout.name}\``,
  `Files whose path matches \`${layout.files}\`; ${formatOf(layout).inWords(layout)}.`,
  ...valuesSection(layout),
  table(
    ["stage column", "read from"],
    Object.entries<object>(layout.columns).map(([name, place]) => [
      `\`${name}\``,
      placeKind(layout, place).inWords(place),
    ]),
  ),
];

/** The forms that a layout's columns share. */
const valuesSection = ({ values }: BaseLayout): string[] =>
  values ? [`Its values, if a column does not say otherwise: ${formInWords(values)}.`] : [];

function keyRows({ name, table: { mode } }: Dataset): string[][] {
  // Show placeholders instead of a run's id and numbers.
  const zeros = /0{5,6}(?=\.)/;
  return [
    ["raw files", `${rawPrefix(name, "<run>")}…`],
    ["stage", stageKey(name, "<run>", "<attempt>", 0).replace(zeros, "NNNNN")],
    ["quarantine", quarantineKey(name, "<run>", "<attempt>", 0).replace(zeros, "NNNNN")],
    ...(mode === "upsert" ? [["merged rows", `${basePrefix(name, "<run>", "<attempt>")}…`]] : []),
    ["table", `${processedPrefix(name, "<run>", "<attempt>")}…`],
    ["pointer, the highest number is current", pointerKey(name, 0).replace(zeros, "NNNNNN")],
  ].map(([what, key]) => [what!, `\`${key}\``]);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
