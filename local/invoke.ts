/** Runs one step alone, with the event that Step Functions would send. */
import type { Dataset } from "../contract/dataset";
import { transformPlan } from "../contract/derive/transform-plan";
import type { InvokedStep } from "./step-events";
import { makeSteps, sourceOf, type Input } from "./flow";
import { checkSql } from "./checked-sql";
import type { LocalPorts } from "./local-ports";

/** Runs a step's handler and returns its answer; checks the SQL before Transform, as a whole run does. */
export async function invokeStep(
  step: InvokedStep,
  dataset: Dataset,
  event: unknown,
  input: Input,
  ports: LocalPorts,
): Promise<unknown> {
  if (step === "transform") await checkSql(transformPlan(dataset));
  const steps = makeSteps(dataset, (context) => sourceOf(dataset, input, ports, context), ports);
  return (steps[step] as (event: unknown) => Promise<unknown>)(event);
}
