import * as pulumi from "@pulumi/pulumi";
import { nearest } from "../contract/check/near";
import { withoutEffect } from "./effect";
import { parseSettings, type Settings } from "./parse";
import type { Known } from "./sources";

// Pulumi exports it but omits it from its types. Pulumi cannot declare an optional secret, so we check it here.
const { isConfigSecret } = pulumi.runtime as unknown as {
  isConfigSecret(this: void, key: string): boolean;
};

/** The configuration that index.ts works with. */
export type StackSettings = Omit<Settings, "kaggleToken"> & {
  readonly kaggleToken: pulumi.Output<string> | undefined;
};

/**
 * The configuration of the current stack. `known` are the existing data sets. Throws one error with all faults, which
 * Pulumi prints without a stack trace.
 */
export function readSettings(known: Known): StackSettings {
  const project = pulumi.getProject();
  const own = `${project}:`;
  // Also read a namespace that nearly matches the project's: it is a typo, which would otherwise go unnoticed.
  const texts = Object.entries(pulumi.runtime.allConfig())
    .filter(([key]) => nearest(key.split(":")[0]!, [project]) !== undefined)
    .map(([key, text]): [string, string] => [key.startsWith(own) ? key.slice(own.length) : key, text]);
  try {
    const settings = parseSettings(Object.fromEntries(texts), known, (key) => isConfigSecret(`${own}${key}`));
    if (/@example\./.test(settings.alarmEmail))
      void pulumi.log.warn(
        `alarmEmail is ${settings.alarmEmail}, an example address: alarms will not reach anyone. Set your own.`,
      );
    for (const warning of withoutEffect(settings, known)) void pulumi.log.warn(warning);
    settings.leftOut.forEach(({ name, terms }, i) => {
      const key = `acceptedTerms[${settings.acceptedTerms.length + i}]`;
      void pulumi.log.warn(
        `${name} is not deployed: this stack has not accepted the terms of its source. Read them: ${terms} ` +
          `If they permit your use: pulumi config set --path '${key}' ${name} -s ${pulumi.getStack()}`,
      );
    });
    // A secret, so that no state and no output holds it in plain text.
    const kaggleToken = settings.kaggleToken === "" ? undefined : pulumi.secret(settings.kaggleToken);
    return { ...settings, kaggleToken };
  } catch (error) {
    throw new pulumi.RunError((error as Error).message);
  }
}
