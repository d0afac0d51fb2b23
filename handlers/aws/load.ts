/** Placeholder: the handler that loads a published table into the warehouse is made elsewhere. */
import type { Dataset } from "../../contract/dataset";

export const make = (_dataset: Dataset) => (): Promise<never> => Promise.reject(new Error("Not built yet."));
