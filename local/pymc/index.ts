/** The second engine of the analysis as a step of the laptop's state machine. */
export type { ModelLaunch, ModelOptions } from "./pymc-launch";
export { makeModelSample, modelHash, type ModelSampleEvent } from "./model-sample";
