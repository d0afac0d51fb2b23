import type { Dataset } from "../dataset";
import type { StepName } from "../steps";

/** What each step's function is given of a contract. A change of anything else leaves the deployed function as it is. */
const parts = {
  /** Makes the run's plan, which all later steps read: the texts of the catalog stand in it too. */
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
  /** Describes the table of the posterior, which shares the licence and the title of the data set. */
  analyze: (dataset: Dataset) =>
    only(dataset, "name", "title", "licence", "citation", "retention", "warehouse", "analysis"),
} as const satisfies Readonly<Record<Uncapitalize<Exclude<StepName, "Transform">>, unknown>>;

/** A step of which a data set has a function. */
export type FunctionStep = keyof typeof parts;

/** The part of a contract that the function of a step works with. */
export type StepContract<Step extends FunctionStep> = ReturnType<(typeof parts)[Step]>;

/** The part of a contract that a step's function is made with: plain data, and no more than the step needs. */
export const stepContract = <Step extends FunctionStep>(step: Step, dataset: Dataset): StepContract<Step> =>
  parts[step](dataset) as StepContract<Step>;

/** In the contract's order, so that the same contract is the same text. */
function only<Key extends keyof Dataset>(dataset: Dataset, ...keys: readonly Key[]): Pick<Dataset, Key> {
  const known: readonly string[] = keys;
  return Object.fromEntries(Object.entries(dataset).filter(([key]) => known.includes(key))) as Pick<
    Dataset,
    Key
  >;
}
