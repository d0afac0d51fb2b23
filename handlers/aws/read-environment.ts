/** Reads a function's environment variables. */
import type { FunctionStep } from "../../contract/derive/step-contract";
import { environments, type Environment, type Presence } from "../../contract/environment";
import { failure } from "../../core/run/failure";

/**
 * Reads the variables of a step's function; an empty one counts as missing. Fails with `EnvironmentIncomplete`, which names all the
 * missing ones.
 */
export function environmentOf<Step extends FunctionStep>(
  step: Step,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Environment<Step> {
  const variables: Readonly<Record<string, Presence>> = environments[step];
  const missing = Object.keys(variables).filter((name) => variables[name] === "always" && !env[name]);
  if (missing.length > 0)
    throw failure(
      "EnvironmentIncomplete",
      `The function's environment lacks ${missing.join(" and ")}: set ${missing.length > 1 ? "them" : "it"} where the function is declared.`,
    );
  const given = Object.keys(variables).filter((name) => env[name]);
  return Object.fromEntries(given.map((name) => [name, env[name]])) as Environment<Step>;
}
