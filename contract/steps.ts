/** The steps of a run in their order, with the names that people, logs and progress output use. */
export const steps = ["Ingest", "Convert", "Transform", "Publish", "Analyze", "Load"] as const;

export type StepName = (typeof steps)[number];
