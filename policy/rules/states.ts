/** Rules 47 to 52: state machines. */
import { all, each, eachOf, isOwnKey, tagged, type Rule } from "../check";
import { at, aws, input, isText, list, textIn } from "../resource";
import { mapsOf, tasksOf } from "./states-language";

const machine = all(aws("sfn", "StateMachine"));

/** Whether a retrier backs off, up to a limit and with jitter; one that never retries need not. */
const isPatient = (retrier: unknown) =>
  at(retrier, "MaxAttempts") === 0 ||
  (Number(at(retrier, "MaxDelaySeconds")) > 0 && at(retrier, "JitterStrategy") === "FULL");

const catches = (state: unknown) => list(at(state, "Catch")).length > 0;

const isDistributed = (map: unknown) => at(map, "ItemProcessor.ProcessorConfig.Mode") === "DISTRIBUTED";
const isInlineMap = (state: unknown) => at(state, "Type") === "Map" && !isDistributed(state);

export const states: readonly Rule[] = [
  {
    number: 47,
    ids: ["StepFunctions.1", "AwsSolutions-SF1", "CKV_AWS_285"],
    mark: "default",
    title: "State machines log every event; elsewhere than in production errors are enough.",
    ...each(
      machine,
      (resource, { production }) =>
        (production ? ["ALL"] : ["ALL", "ERROR"]).includes(textIn(resource, "loggingConfiguration.level")) &&
        isText(input(resource, "loggingConfiguration.logDestination")),
      "does not log what happens in it",
    ),
  },
  {
    number: 48,
    ids: ["AwsSolutions-SF2", "CKV_AWS_284"],
    mark: "default",
    title: "State machines are traced.",
    ...each(machine, (resource) => input(resource, "tracingConfiguration.enabled") === true, "is not traced"),
  },
  {
    number: 49,
    ids: ["own"],
    mark: "default",
    title: "State machines are tagged.",
    ...each(machine, tagged, "has no tag"),
  },
  {
    number: 50,
    ids: ["own"],
    mark: "default",
    title: "Every task has a time limit, patient retries, and a way to go when it fails.",
    ...eachOf(machine, (resource) =>
      tasksOf(resource).flatMap(({ name, state, within }) => [
        ...(Number(at(state, "TimeoutSeconds")) > 0 ? [] : [`gives ${name} no time limit`]),
        ...(list(at(state, "Retry")).length > 0 ? [] : [`does not retry ${name}`]),
        ...(list(at(state, "Retry")).every(isPatient)
          ? []
          : [`retries ${name} without MaxDelaySeconds or full jitter`]),
        ...([state, ...within].some(catches) ? [] : [`does not catch what ${name} throws`]),
      ]),
    ),
  },
  {
    number: 51,
    ids: ["own"],
    mark: "default",
    title:
      "A Map gives back references only, and tolerates no failure; what a task answers and nobody reads is dropped in the task.",
    ...eachOf(machine, (resource) => [
      ...tasksOf(resource)
        .filter(({ state, within }) => at(state, "ResultPath") === null || within.some(isInlineMap))
        .filter(({ state }) => at(state, "ResultSelector") === undefined)
        .map(({ name }) => `keeps what ${name} answers until after it counted: give it a ResultSelector`),
      ...mapsOf(resource).flatMap(({ name, state }) => {
        const distributed = isDistributed(state);
        const dropped = at(state, "ResultPath") === null || at(state, "ResultSelector") !== undefined;
        const tolerated = ["ToleratedFailurePercentage", "ToleratedFailureCount"].some(
          (limit) => Number(at(state, limit) ?? 0) > 0,
        );
        return [
          ...(distributed && at(state, "ResultWriter") === undefined
            ? [`writes the results of ${name} nowhere`]
            : []),
          ...(!distributed && !dropped ? [`keeps all results of ${name} in its state`] : []),
          ...(tolerated ? [`tolerates failures in ${name}`] : []),
        ];
      }),
    ]),
  },
  {
    number: 52,
    ids: ["own"],
    mark: "production",
    title: "State machines are encrypted with a customer-managed key.",
    ...each(
      machine,
      (resource) =>
        input(resource, "encryptionConfiguration.type") === "CUSTOMER_MANAGED_KMS_KEY" &&
        isOwnKey(input(resource, "encryptionConfiguration.kmsKeyId")),
      "is not encrypted with a customer-managed key",
    ),
  },
];
