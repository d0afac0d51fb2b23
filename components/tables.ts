import { posteriorName } from "../contract/derive/posterior-table";
import type { Dataset } from "../contract/dataset";
import type { Named } from "./lake-grants";

/** The tables that a data set publishes: its own, and that of its analysis. */
export const tablesOf = ({ name, analysis }: Dataset): Named[] => [
  { name },
  ...(analysis ? [{ name: posteriorName(name) }] : []),
];
