/** Placeholder: the handler that analyses a published table is made elsewhere. */
import type { Dataset } from "../../contract/dataset";

export const make = (_dataset: Dataset) => (): Promise<never> => Promise.reject(new Error("Not built yet."));
