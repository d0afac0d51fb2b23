import type { NormalInverseGamma } from "../returns";
import { posteriorName } from "../derive/posterior-table";
import type { Dataset } from "../dataset";
import type { Report } from "./fault";
import { hint } from "./near";

const wanted = { series: "string", date: "date", returns: "double" } as const;

/** Faults of the analysis of returns, if the data set has one. */
export function analysisFaults({ name, analysis, table }: Dataset, report: Report): void {
  if (!analysis) return;
  for (const role of ["series", "date", "returns"] as const) {
    const name = analysis[role];
    const column = Object.hasOwn(table.columns, name) ? table.columns[name] : undefined;
    if (!column)
      report(
        `analysis.${role}`,
        `"${name}" is not a column of the table ${hint(name, Object.keys(table.columns))}`,
      );
    else if (column.type !== wanted[role])
      report(`analysis.${role}`, `"${name}" is ${column.type}; name a column that is ${wanted[role]}`);
  }
  // Otherwise a day could have two returns, in arbitrary order.
  const own = [analysis.series, analysis.date];
  if (!(table.key.length === 2 && own.every((name) => table.key.includes(name))))
    report(
      "analysis",
      `a series has one return a day, so series and date are the key; the key is ${table.key.join(", ")}`,
    );
  const longest = 63 - posteriorName("").length;
  if (name.length > longest)
    report(
      "name",
      `"${name}" has ${name.length} characters; use at most ${longest}, because ${posteriorName(name)} becomes a table too`,
    );
  priorFaults(analysis.prior, "analysis.prior", report);
}

/** Faults of the numbers of a prior. */
export function priorFaults(prior: NormalInverseGamma, path: string, report: Report): void {
  // A mean beyond 1 would triple every day's price, or cut it to a third.
  if (!(Math.abs(prior.mean) <= 1))
    report(`${path}.mean`, `${prior.mean} is not a daily log return; give one from -1 to 1`);
  for (const name of ["kappa", "alpha", "beta"] as const)
    // Outside this range rounding would lose either the prior or the returns.
    if (!(prior[name] >= 1e-9 && prior[name] <= 1e9))
      report(`${path}.${name}`, `${prior[name]} is too near 0 or too large; write a number from 1e-9 to 1e9`);
}
