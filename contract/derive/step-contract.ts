import type { Dataset } from "../dataset";
import type { StepName } from "../steps";

/** The part of a contract that each step's function gets. Changing anything else leaves the deployed function as it is. */
const parts = {
  /** Makes the run's plan, which all later steps read; the plan includes the catalog's descriptions. */
  ingest: (dataset: Dataset) => ({
    ...only(
      dataset,
      ...(["name", "title", "description", "licence", "citation", "retention", "warehouse"] as const),
      ...(["source", "layouts", "stage", "table", "rules", "maxBadRatio", "convert"] as const),
    ),
    schedule: { timeZone: dataset.schedule.timeZone },
  }),
  convert: (dataset: Dataset) => only(dataset, "name"),
  publish: (dataset: Dataset) => only(dataset, "name"),
  load: (dataset: Dataset) => only(dataset, "name"),
  /** Describes the posterior table, which shares the licence and the title of the data set. */
  analyze: (dataset: Dataset) =>
    only(dataset, "name", "title", "licence", "citation", "retention", "warehouse", "analysis"),
} as const satisfies Readonly<Record<Uncapitalize<Exclude<StepName, "Transform">>, unknown>>;

/** A step that each data set has a function for. */
export type FunctionStep = keyof typeof parts;

/** The part of a contract that a step's function uses. */
export type StepContract<Step extends FunctionStep> = ReturnType<(typeof parts)[Step]>;

/** The part of a contract that a step's function is made with: plain data, and only what the step needs. */
export const stepContract = <Step extends FunctionStep>(step: Step, dataset: Dataset): StepContract<Step> =>
  parts[step](dataset) as StepContract<Step>;

/** In the contract's order, so that the same contract gives the same string. */
function only<Key extends keyof Dataset>(dataset: Dataset, ...keys: readonly Key[]): Pick<Dataset, Key> {
  const known: readonly string[] = keys;
  return Object.fromEntries(Object.entries(dataset).filter(([key]) => known.includes(key))) as Pick<
    Dataset,
    Key
  >;
}
