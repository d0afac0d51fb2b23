import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** What a person may write as the value of a configuration key. */
export type Setting = string | number | boolean | readonly Setting[] | { readonly [key: string]: Setting };

/** A stack's configuration as the Pulumi CLI hands it to the program: every value is a text, lists and maps are JSON. */
export interface Configuration {
  /** By full key, such as `aws:region`. */
  readonly values: Readonly<Record<string, string>>;
  /** Full keys of the values that are secrets. */
  readonly secretKeys: readonly string[];
}

/** A key that Pulumi.yaml declares. */
interface Declared {
  readonly type?: string;
  readonly default?: Setting;
  readonly value?: Setting;
  readonly secret?: boolean;
}

interface ProjectFile {
  readonly name: string;
  readonly config?: Readonly<Record<string, Declared | Setting>>;
}

interface StackFile {
  readonly config?: Readonly<Record<string, Setting>>;
}

/** The project's name in Pulumi.yaml. */
export const projectName = (root: string): string => projectFile(root).name;

/** A value that the stack's file holds encrypted, as the text it stands for. */
export interface Secure {
  readonly secure: string;
}

/** What a test puts over a stack's file; `undefined` takes a key away. */
export type Overrides = Readonly<Record<string, Setting | Secure | undefined>>;

/**
 * The configuration of a stack from `Pulumi.<stack>.yaml`, with `overrides` over it and the defaults of Pulumi.yaml
 * under it. A key without a namespace is the project's. Fails where the CLI would, and with its sentence: a declared key
 * that has neither value nor default, a value of another type than the declared one, a secret in plain text.
 */
export function configurationOf(root: string, stack: string, overrides: Overrides = {}): Configuration {
  const { name, config: declared = {} } = projectFile(root);
  const full = (key: string) => (key.includes(":") ? key : `${name}:${key}`);
  const path = join(root, `Pulumi.${stack}.yaml`);
  const file = existsSync(path) ? ((parse(readFileSync(path, "utf8")) as StackFile | null) ?? {}) : {};
  const settings = new Map<string, Setting>();
  const secretKeys = new Set<string>();
  for (const [key, setting] of Object.entries(file.config ?? {})) settings.set(full(key), setting);
  for (const [key, setting] of Object.entries(overrides)) {
    if (setting === undefined) settings.delete(full(key));
    else settings.set(full(key), isSecure(setting) ? setting.secure : setting);
    if (setting !== undefined && isSecure(setting)) secretKeys.add(full(key));
  }
  const encrypted = [...settings].find(([, setting]) => isSecure(setting));
  if (encrypted) throw new Error(`${path}: ${encrypted[0]} is encrypted; give the test a value for it.`);

  const missing: string[] = [];
  for (const [key, one] of Object.entries(declared)) {
    const { type, secret = false, ...rest }: Declared = isDeclaration(one) ? one : { value: one };
    const setting = settings.get(full(key)) ?? rest.default ?? rest.value;
    const where = `Stack '${stack}' with configuration key '${key}'`;
    if (setting !== undefined) settings.set(full(key), setting);
    else if (full(key).startsWith(`${name}:`)) missing.push(`'${key}'`);
    if (setting === undefined || !type) continue;
    if (secret && !secretKeys.has(full(key))) throw new Error(`${where} must be encrypted as it's secret`);
    if (!fits(setting, type)) throw new Error(`${where} must be of type '${type}'`);
  }
  if (missing.length > 0) {
    throw new Error(`Stack '${stack}' is missing configuration values ${missing.sort().join(" and ")}`);
  }
  const values = [...settings].map(([key, setting]) => [key, textOf(setting)] as const);
  return { values: Object.fromEntries(values), secretKeys: [...secretKeys] };
}

const projectFile = (root: string) => parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as ProjectFile;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isDeclaration = (value: Declared | Setting): value is Declared =>
  isObject(value) && ["type", "default", "value", "description"].some((key) => key in value);

const isSecure = (setting: Setting | Secure): setting is Secure =>
  isObject(setting) && Object.keys(setting).join() === "secure";

const textOf = (setting: Setting): string =>
  typeof setting === "object" ? JSON.stringify(setting) : String(setting);

function fits(setting: Setting, type: string): boolean {
  switch (type) {
    case "string":
      // The CLI keeps every scalar as a text.
      return typeof setting !== "object";
    case "boolean":
      return typeof setting === "boolean" || setting === "true" || setting === "false";
    case "integer":
      return Number.isInteger(typeof setting === "string" ? Number(setting) : setting);
    case "array":
      return Array.isArray(setting);
    default:
      return isObject(setting);
  }
}
