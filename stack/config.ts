import * as pulumi from "@pulumi/pulumi";
import { parseSettings, type Settings } from "./parse";

/** What index.ts works with. */
export type StackSettings = Omit<Settings, "kaggleToken"> & {
  readonly kaggleToken: pulumi.Output<string> | undefined;
};

/**
 * The configuration of the stack that runs. `datasets` are the names that there are. Throws one error with all faults,
 * which Pulumi prints without a stack trace.
 */
export function readSettings(datasets: readonly string[]): StackSettings {
  const own = `${pulumi.getProject()}:`;
  const texts = Object.entries(pulumi.runtime.allConfig())
    .filter(([key]) => key.startsWith(own))
    .map(([key, text]): [string, string] => [key.slice(own.length), text]);
  try {
    const settings = parseSettings(Object.fromEntries(texts), datasets);
    // As a secret, so that no state and no output holds it in plain text.
    return { ...settings, kaggleToken: new pulumi.Config().getSecret("kaggleToken") };
  } catch (error) {
    throw new pulumi.RunError((error as Error).message);
  }
}
