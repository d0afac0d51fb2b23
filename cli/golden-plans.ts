/** The golden plans of a checkout (test/golden), which `npm test` keeps up to date. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "../contract/plan";

/** Names of the data sets that have a plan in a folder of golden files; those of the tests also have their page there. */
export function goldenNames(folder: string): string[] {
  if (!existsSync(folder))
    throw new Error(`The folder ${folder} does not exist: give the test/golden folder of a checkout.`);
  return readdirSync(folder)
    .filter(
      (name) => existsSync(join(folder, name, "plan.json")) && !existsSync(join(folder, name, "page.md")),
    )
    .sort();
}

/** The plan of a data set, assembled from its files; `undefined` if it has none. */
export function goldenPlan(folder: string, name: string): Plan | undefined {
  const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, name, file), "utf8"));
  if (!existsSync(join(folder, name, "plan.json"))) return undefined;
  return {
    ...(read("plan.json") as Plan),
    layouts: read("csv-layouts.json") as Plan["layouts"],
    transform: read("transform-plan.json") as Plan["transform"],
    catalog: read("glue.json") as Plan["catalog"],
  };
}
