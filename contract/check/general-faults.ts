import type { Dataset } from "../dataset";
import { formatName } from "../formats";
import { sourceKind } from "../sources";
import { cronFault, timeZoneFault } from "./schedule-faults";
import type { Has, Report } from "./fault";
import { nameFault } from "./name-faults";

/** Faults of a data set's name. */
export function datasetNameFaults(name: string, report: Report): void {
  nameFault(name, "name", report);
  const taken = /^(stage|quarantine|result)(_|$)/.exec(name)?.[1];
  if (taken) report("name", `begins with "${taken}", as tables of the program do; choose another`);
  if (name.endsWith("_posterior"))
    report("name", 'ends with "_posterior", as the tables of analyses do; choose another');
}

/** Faults of a data set's name, descriptions, source, limits and schedule. */
export function generalFaults(dataset: Dataset, has: Has, report: Report): void {
  if (has("name")) datasetNameFaults(dataset.name, report);
  for (const property of ["title", "description", "citation"] as const)
    if (has(property) && dataset[property].trim() === "") report(property, "is empty; write a sentence");
  if (has("licence")) {
    if (dataset.licence.name.trim() === "")
      report("licence.name", 'is empty; give "unknown" if the source states none');
    if (!/^https?:\/\/\S+$/.test(dataset.licence.url)) report("licence.url", "is not a URL (https://…)");
  }
  if (has("source")) sourceFaults(dataset, has, report);
  if (has("maxBadRatio") && !(dataset.maxBadRatio >= 0 && dataset.maxBadRatio <= 1))
    report("maxBadRatio", `${dataset.maxBadRatio} is not a ratio; give a number from 0 (none) to 1 (all)`);
  if (has("retention")) {
    const days = /^([0-9]+) days$/.exec(dataset.retention)?.[1];
    if (days === undefined || Number(days) < 2 || !Number.isSafeInteger(Number(days)))
      report(
        "retention",
        `"${dataset.retention}" is not "<n> days" with n of at least 2 (such as "30 days")`,
      );
  }
  if (has("schedule")) {
    cronFault(dataset.schedule.expression, "schedule.expression", report);
    timeZoneFault(dataset.schedule.timeZone, "schedule.timeZone", report);
  }
}

function sourceFaults({ source, table, layouts }: Dataset, has: Has, report: Report): void {
  const kind = sourceKind(source);
  const { formats } = kind;
  kind.faults(source, report);
  if (has("table") && table.mode === "replace" && kind.lastDays?.(source))
    report(
      "table.mode",
      'is "replace", and the table would be the last days only, because each run fetches only those; write "upsert"',
    );
  if (
    has("layouts") &&
    layouts.length > 0 &&
    formats &&
    !layouts.some((each) => formats.includes(formatName(each)))
  )
    report(
      "layouts",
      `fit no answer of the source "${source.kind}"; add one with format: ${formats.map((each) => `"${each}"`).join(" or ")}`,
    );
}
