/** The interpreter of state machines. It silently ignores what it does not support, so a check runs first. */
import { StateMachine } from "aws-local-stepfunctions";
import { failure } from "../core/run/failure";
import type { Definition, State } from "../workflow/definition";

const inAndOut = ["InputPath", "OutputPath"];
const result = ["Parameters", "ResultPath"];
const selected = [...result, "ResultSelector", "Retry", "Catch"];
const goesOn = ["Next", "End"];

/** Fields by type of state, besides Type, Comment and QueryLanguage, which every state may have. */
const fields: Readonly<Record<State["Type"] | "Parallel", readonly string[]>> = {
  Task: [...inAndOut, ...selected, ...goesOn, "Resource", "TimeoutSeconds", "TimeoutSecondsPath"],
  Parallel: [...inAndOut, ...selected, ...goesOn, "Branches"],
  Map: [
    ...[...inAndOut, ...selected, ...goesOn, "ItemProcessor", "Iterator"],
    ...["ItemsPath", "ItemSelector", "MaxConcurrency", "MaxConcurrencyPath"],
  ],
  Pass: [...inAndOut, ...result, ...goesOn, "Result"],
  Wait: [...inAndOut, ...goesOn, "Seconds", "SecondsPath", "Timestamp", "TimestampPath"],
  Choice: [...inAndOut, "Choices", "Default"],
  Succeed: inAndOut,
  Fail: ["Cause", "CausePath", "Error", "ErrorPath"],
};
const machineFields = ["Comment", "QueryLanguage", "StartAt", "States", "TimeoutSeconds", "Version"];
const nestedFields = ["Comment", "ProcessorConfig", "QueryLanguage", "StartAt", "States"];
const retrierFields = [
  ...["ErrorEquals", "IntervalSeconds", "MaxAttempts", "BackoffRate", "MaxDelaySeconds", "JitterStrategy"],
];
const catcherFields = ["ErrorEquals", "Next", "ResultPath"];

const comparisons = (type: string, ...operators: readonly string[]) =>
  operators.flatMap((operator) => [`${type}${operator}`, `${type}${operator}Path`]);
const ordered = ["Equals", "LessThan", "GreaterThan", "LessThanEquals", "GreaterThanEquals"];
const ruleFields = [
  ...["Variable", "Next", "Comment", "And", "Or", "Not", "StringMatches"],
  ...["String", "Numeric", "Timestamp"].flatMap((type) => comparisons(type, ...ordered)),
  ...comparisons("Boolean", "Equals"),
  ...["IsNull", "IsPresent", "IsNumeric", "IsString", "IsBoolean", "IsTimestamp"],
];

const functions = [
  ...["Array", "ArrayPartition", "ArrayContains", "ArrayRange", "ArrayGetItem", "ArrayLength", "ArrayUnique"],
  ...["Base64Encode", "Base64Decode", "Format", "Hash", "JsonMerge", "JsonToString", "StringToJson"],
  ...["MathAdd", "MathRandom", "StringSplit", "UUID"],
].map((name) => `States.${name}`);
/** Fields of the context object: those that a laptop's run sets, and those that the interpreter adds in a Map. */
const contextPaths = /^\$\$\.(Execution\.(Name|StartTime|Input)|Map\.Item\.(Index|Value))\b/;

/**
 * Makes an interpreter of a definition. Fails with `DefinitionNotSupported`, listing all faults, if the definition uses
 * something that the interpreter would ignore or get wrong.
 */
export function interpreterOf(definition: Definition): StateMachine {
  const faults = unsupported(definition);
  if (faults.length > 0)
    throw failure(
      "DefinitionNotSupported",
      `the state machine cannot run on this machine, for ${faults.length} ${faults.length === 1 ? "reason" : "reasons"}:\n` +
        `${faults.map((fault) => `  ${fault}`).join("\n")}\n` +
        `Use only JSONPath and the features that local/interpreter.ts lists, so that laptop and AWS run the same definition.`,
    );
  // The package does not validate it: that takes longer than a small run, and the tests validate it.
  return new StateMachine(definition as never, { validationOptions: { noValidate: true } });
}

/** What the interpreter does not support in a definition, each with the path of states to it. */
export const unsupported = (definition: unknown): readonly string[] =>
  machineFaults(definition, "", machineFields);

type Entries = Readonly<Record<string, unknown>>;
const entriesOf = (value: unknown): Entries =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Entries) : {};
const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

function machineFaults(part: unknown, at: string, known: readonly string[]): string[] {
  const machine = entriesOf(part);
  const mode = entriesOf(machine["ProcessorConfig"])["Mode"] ?? "INLINE";
  return [
    ...unknownFields(machine, at, known),
    ...languageFault(machine, at),
    ...(mode === "INLINE" ? [] : [`${at}ProcessorConfig.Mode: ${JSON.stringify(mode)}; only INLINE runs`]),
    ...Object.entries(entriesOf(machine["States"])).flatMap(([name, state]) =>
      stateFaults(entriesOf(state), `${at}${name}.`),
    ),
  ];
}

function stateFaults(state: Entries, at: string): string[] {
  const type = String(state["Type"]);
  const known = Object.hasOwn(fields, type) ? fields[type as keyof typeof fields] : undefined;
  if (!known) return [`${at}Type: ${type}; known are ${Object.keys(fields).join(", ")}`];
  const nested = ["ItemProcessor", "Iterator"].filter((field) => field in state);
  return [
    ...unknownFields(state, at, ["Type", "Comment", "QueryLanguage", ...known]),
    ...languageFault(state, at),
    // The interpreter treats a result of false, 0, "" or null as missing, and passes its input on instead.
    ...("Result" in state && !state["Result"]
      ? [`${at}Result: ${JSON.stringify(state["Result"])} is ignored`]
      : []),
    ...listOf(state["Retry"]).flatMap((retrier) =>
      unknownFields(entriesOf(retrier), `${at}Retry.`, retrierFields),
    ),
    ...listOf(state["Catch"]).flatMap((catcher) =>
      unknownFields(entriesOf(catcher), `${at}Catch.`, catcherFields),
    ),
    ...listOf(state["Choices"]).flatMap((rule) => ruleFaults(entriesOf(rule), `${at}Choices.`)),
    ...["Parameters", "ItemSelector", "ResultSelector"].flatMap((field) =>
      templateFaults(state[field], `${at}${field}.`),
    ),
    ...Object.entries(state).flatMap(([field, value]) =>
      field.endsWith("Path") ? pathFault(value, `${at}${field}`) : [],
    ),
    ...nested.flatMap((field) => machineFaults(state[field], `${at}${field}.`, nestedFields)),
    ...listOf(state["Branches"]).flatMap((branch) => machineFaults(branch, `${at}Branches.`, nestedFields)),
  ];
}

const unknownFields = (of: Entries, at: string, known: readonly string[]): string[] =>
  Object.keys(of).flatMap((field) => (known.includes(field) ? [] : [`${at}${field}: no such field here`]));

const languageFault = ({ QueryLanguage: language = "JSONPath" }: Entries, at: string): string[] =>
  language === "JSONPath"
    ? []
    : [`${at}QueryLanguage: ${JSON.stringify(language)}; only "JSONPath" is understood`];

function ruleFaults(rule: Entries, at: string): string[] {
  const inner = [...listOf(rule["And"]), ...listOf(rule["Or"]), ...listOf(rule["Not"])];
  return [
    ...unknownFields(rule, at, ruleFields),
    ...inner.flatMap((each) => ruleFaults(entriesOf(each), at)),
  ];
}

/** Faults of a payload template: in values whose names end in ".$", which are paths and functions. */
function templateFaults(template: unknown, at: string): string[] {
  if (Array.isArray(template)) return template.flatMap((item) => templateFaults(item, at));
  return Object.entries(entriesOf(template)).flatMap(([name, value]) =>
    name.endsWith(".$")
      ? expressionFaults(String(value), `${at}${name}`)
      : templateFaults(value, `${at}${name}.`),
  );
}

function expressionFaults(expression: string, at: string): string[] {
  if (!expression.startsWith("States.")) return pathFault(expression, at);
  // A quoted string may contain what looks like a call.
  const code = expression.replaceAll(/'(?:[^'\\]|\\.)*'/g, "''");
  const called = [...code.matchAll(/[A-Za-z][\w.]*(?=\()/g)].map(([name]) => name);
  return [
    ...called.flatMap((name) => (functions.includes(name) ? [] : [`${at}: there is no function ${name}`])),
    ...[...code.matchAll(/\$\$[\w.]*/g)].flatMap(([path]) => pathFault(path, at)),
  ];
}

const pathFault = (path: unknown, at: string): string[] =>
  typeof path !== "string" || !path.startsWith("$$") || contextPaths.test(path)
    ? []
    : [`${at}: a run on this machine has no ${path}`];
