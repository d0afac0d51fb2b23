/** The steps of a run, as people, logs and the progress of a run name them; in their order. */
export const steps = ["Ingest", "Convert", "Transform", "Publish", "Analyze", "Load"] as const;

export type StepName = (typeof steps)[number];
