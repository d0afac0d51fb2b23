import type { Dataset } from "../dataset";
import { pointerKey, processedPrefix } from "../keys";
import { columnsTable } from "./dataset-page";
import { posteriorTable } from "./posterior-table";

/** A Markdown page about the table of a data set's analysis. */
export function posteriorPage(dataset: Dataset): string {
  const made = posteriorTable(dataset);
  const { name, title, description, licence, citation, retention, table } = made;
  return `${[
    `# ${title}`,
    `<!-- Generated from datasets/${dataset.name}.ts; \`ACCEPT=1 npm test\` updates it. -->`,
    description,
    [
      `- Made from: [\`${dataset.name}\`](${dataset.name}.md), after each run of it; the two may be one step apart`,
      "- What the numbers mean: [the analysis of daily returns](../analysis.md)",
      `- Licence of the returns: [${licence.name}](${licence.url})`,
      `- Please cite: ${citation}`,
      `- Superseded runs are kept ${retention}`,
    ].join("\n"),
    `## Columns of \`${name}\``,
    columnsTable(made),
    `Key: ${table.key.map((column) => `\`${column}\``).join(", ")}. No number is ever NaN or infinite.`,
    "## How to query",
    `\`\`\`sql\nselect symbol, window_name, annual_return_lower, annual_return_median, annual_return_upper, value_at_risk_predictive\nfrom ${name}\nwhere status = 'ok'\norder by symbol, window_name\n\`\`\``,
    `On a laptop: \`npm run data-flow -- query "…"\`, or \`npm run data-flow -- analyze ${dataset.name}\` for a picture.`,
    "## Where the files are",
    `The table: \`${processedPrefix(name, "<run>", "<attempt>")}…\`; its pointers, of which the highest number is current: \`${pointerKey(name, 0).replace(/0{6}/, "NNNNNN")}\`, each with the number of the pointer of \`${dataset.name}\` that was analysed.`,
  ].join("\n\n")}\n`;
}
