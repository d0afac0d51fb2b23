import { cronFault, timeZoneFault } from "../contract/check/schedule-faults";
import { nearest } from "../contract/check/near";
import type { Dataset } from "../contract/dataset";
import { settings, type Setting } from "./settings";
import { checkSymbols, checkTerms, withoutTerms, type Known, type LeftOut } from "./sources";

/** A data set's schedule, if a stack overrides the contract. */
export type ScheduleOverride = Partial<Dataset["schedule"]>;

interface Types {
  readonly string: string;
  readonly integer: number;
  readonly boolean: boolean;
  readonly array: readonly string[];
  readonly object: Readonly<Record<string, ScheduleOverride>>;
}
type Keys = typeof settings;

/** The configuration of a stack as values. */
export type Settings = {
  readonly [K in Exclude<keyof Keys, "symbols" | "warehouseZones">]: Keys[K] extends {
    readonly choices: readonly (infer Choice)[];
  }
    ? Choice
    : Types[Keys[K]["type"]];
} & {
  readonly symbols: Readonly<Record<string, readonly string[]>>;
  readonly warehouseZones: readonly [] | readonly [string, string, string];
  /** Named in `datasets` but not deployed; `datasets` here holds the rest. */
  readonly leftOut: readonly LeftOut[];
};

/**
 * Parses a configuration: strings as Pulumi passes them, JSON for other types, by key without the project; `known` are
 * the existing data sets; `isSecret` says which keys are encrypted. Leaves out a data set whose terms you have not
 * accepted. Fails with one error that names every fault: key, value, and what is expected.
 */
export function parseSettings(
  texts: Readonly<Record<string, string>>,
  known: Known,
  isSecret: (key: string) => boolean = () => true,
): Settings {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  const report = (key: string, text: string, expected: string) => {
    faults.push(`${key}: ${settingOf(key)?.secret ? "(a secret)" : text} is not valid: give ${expected}.`);
  };

  for (const [key, text] of Object.entries(texts)) {
    const setting = settingOf(key);
    if (!setting) {
      const near = nearest(key.split(":").at(-1)!, Object.keys(settings));
      faults.push(
        `${key}: unknown key${near ? `; did you mean ${near}?` : ""} (Pulumi.yaml lists all keys).`,
      );
      continue;
    }
    if (setting.secret && text !== "" && !isSecret(key))
      report(key, text, `it encrypted: pulumi config set --secret ${key}`);
    values[key] = valueOf(key, text, setting, report);
  }
  for (const [key, setting] of Object.entries<Setting>(settings)) values[key] ??= setting.default;

  const { datasets: wanted, acceptedTerms, symbols, schedules } = values as unknown as Settings;
  checkDatasets(wanted, Object.keys(known), report);
  checkTerms(acceptedTerms, known, report);
  checkSymbols(symbols, wanted, known, report);
  checkSchedules(schedules, wanted, report);
  if (faults.length > 0)
    throw new Error(
      `The stack's configuration has ${faults.length} fault${faults.length > 1 ? "s" : ""}:\n${faults
        .map((fault) => `  ${fault}`)
        .join("\n")}\nMend them with "pulumi config set", or in the stack's file.`,
    );
  const leftOut = withoutTerms(wanted, acceptedTerms, known);
  const datasets = wanted.filter((name) => !leftOut.some((each) => each.name === name));
  return { ...(values as unknown as Settings), datasets, leftOut };
}

/** Undefined for an unknown key, including one that every object inherits. */
const settingOf = (key: string): Setting | undefined =>
  Object.hasOwn(settings, key) ? settings[key as keyof Keys] : undefined;

/** Records an invalid value, and what is expected. */
export type Report = (key: string, text: string, expected: string) => void;

const forms: Readonly<Record<Setting["type"], (value: unknown) => boolean>> = {
  string: (value) => typeof value === "string",
  integer: Number.isSafeInteger,
  boolean: (value) => typeof value === "boolean",
  array: (value) => Array.isArray(value) && value.every((item) => typeof item === "string"),
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
};
const formNames: Readonly<Record<Setting["type"], string>> = {
  string: "a text",
  integer: "a whole number",
  boolean: "true or false",
  array: "a list of strings",
  object: "an object",
};

/** The value, or undefined if a fault was recorded. */
function valueOf(key: string, text: string, setting: Setting, report: Report): unknown {
  const value = setting.type === "string" ? text : parsed(text);
  if (!forms[setting.type](value)) {
    report(key, text, formNames[setting.type]);
    return undefined;
  }
  if (setting.choices && !setting.choices.includes(text)) {
    report(key, text, `one of ${setting.choices.join(", ")}`);
    return undefined;
  }
  const expected = (setting.fault as ((value: unknown) => string | undefined) | undefined)?.(value);
  if (expected === undefined) return value;
  report(key, text, expected);
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function checkDatasets(wanted: readonly string[], datasets: readonly string[], report: Report): void {
  for (const name of wanted)
    if (!datasets.includes(name))
      report("datasets", `"${name}"`, `names of datasets/index.ts (${datasets.join(", ")})`);
  if (new Set(wanted).size < wanted.length) report("datasets", wanted.join(", "), "each name once");
  if (wanted.length === 0) report("datasets", "[]", "at least one name");
}

const scheduleChecks = new Map([
  ["expression", cronFault],
  ["timeZone", timeZoneFault],
]);

function checkSchedules(schedules: Settings["schedules"], wanted: readonly string[], report: Report): void {
  for (const [name, schedule] of Object.entries(schedules)) {
    const at = `schedules.${name}`;
    if (!wanted.includes(name)) report(at, `"${name}"`, `a data set that the stack deploys`);
    if (!forms.object(schedule)) {
      report(at, JSON.stringify(schedule), `an object with "expression", "timeZone" or both`);
      continue;
    }
    for (const [key, value] of Object.entries(schedule)) {
      const check = scheduleChecks.get(key);
      if (!check)
        report(`${at}.${key}`, JSON.stringify(value), `"expression" and "timeZone", and no other key`);
      else if (typeof value !== "string") report(`${at}.${key}`, JSON.stringify(value), "a text");
      else check(value, `${at}.${key}`, (path, message) => report(path, value, `another; ${message}`));
    }
  }
}
