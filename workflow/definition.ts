/** The states of the machine: their names, so that a misspelled `Next` does not compile, and the fields that each may have. */
import type { StepName } from "../contract/steps";
import type { Retrier } from "./retries";

/** The states that do the work, each with the step that people know it by. */
export const stepOf = {
  Ingest: "Ingest",
  ConvertPart: "Convert",
  ConvertSpark: "Convert",
  Transform: "Transform",
  Publish: "Publish",
  Analyze: "Analyze",
  Sample: "Analyze",
  PublishAnalysis: "Analyze",
  Load: "Load",
  LoadAnalysis: "Load",
} as const satisfies Readonly<Record<string, StepName>>;

/** A state that does work. */
export type WorkState = keyof typeof stepOf;

/** A state inside the Map over the parts. */
export type PartState = "ConvertPart";

/** A load, which has its own states around it. */
export type LoadState = "Load" | "LoadAnalysis";

/** All states of the machine except those inside the Map; its tasks determine which of them a machine has. */
export type StateName =
  | Exclude<WorkState, PartState>
  | "Begin"
  | "Changed?"
  | "Parts"
  | "Convert"
  | "NoConvertSpark"
  | "Published?"
  | "Rebase"
  | "WaitRebase"
  | "Contended"
  | "Analyzed?"
  | "AnyAnalysis?"
  | `Begin${LoadState}`
  | `${LoadState}Done?`
  | `Wait${LoadState}`
  | "Notify"
  | "Failed"
  | "Done";

/** A payload template: a value whose name ends in ".$" is a path or a function. */
type Template = Readonly<Record<string, unknown>>;

/** The handling of an error. */
export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly ResultPath: string;
  readonly Next: StateName;
}

interface Work {
  readonly Type: "Task";
  readonly Resource: string;
  readonly Parameters?: Template;
  readonly ResultSelector?: Template;
  readonly ResultPath?: string | null;
  readonly TimeoutSeconds: number;
  readonly Retry: readonly Retrier[];
}

interface Task extends Work {
  readonly Catch: readonly Catcher[];
  readonly Next: StateName;
}

interface PartTask extends Work {
  readonly End: true;
}

interface Map {
  readonly Type: "Map";
  readonly ItemsPath: string;
  readonly ItemSelector: Template;
  readonly MaxConcurrency: number;
  readonly ItemProcessor: {
    readonly ProcessorConfig: { readonly Mode: "INLINE" };
    readonly StartAt: PartState;
    readonly States: Readonly<Record<PartState, PartTask>>;
  };
  readonly ResultPath: null;
  readonly Catch: readonly Catcher[];
  readonly Next: StateName;
}

interface Pass {
  readonly Type: "Pass";
  readonly Parameters?: Template;
  readonly Result?: Template;
  readonly ResultPath?: string;
  readonly Next: StateName;
}

interface Wait {
  readonly Type: "Wait";
  readonly SecondsPath: string;
  readonly Next: StateName;
}

interface Choice {
  readonly Type: "Choice";
  readonly Choices: readonly (Template & { readonly Next: StateName })[];
  readonly Default: StateName;
}

interface Succeed {
  readonly Type: "Succeed";
  readonly OutputPath: string;
}

interface Fail {
  readonly Type: "Fail";
  readonly ErrorPath: string;
  readonly CausePath: string;
}

/** A state, with the fields that this machine uses. */
export type State = Task | Map | Pass | Wait | Choice | Succeed | Fail;

/** Some of the machine's states, by name. */
export type States = { readonly [Name in StateName]?: State };

/** A state machine's definition, ready for `JSON.stringify`. */
export interface Definition {
  readonly Comment: string;
  readonly TimeoutSeconds: number;
  readonly StartAt: StateName;
  readonly States: States;
}
