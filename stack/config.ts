import * as pulumi from "@pulumi/pulumi";
import { parseSettings, type Settings } from "./parse";

// Pulumi exports it and leaves it out of its types. It cannot declare a secret that may be missing, so this looks.
const { isConfigSecret } = pulumi.runtime as unknown as {
  isConfigSecret(this: void, key: string): boolean;
};

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
    const settings = parseSettings(Object.fromEntries(texts), datasets, (key) =>
      isConfigSecret(`${own}${key}`),
    );
    // As a secret, so that no state and no output holds it in plain text.
    const kaggleToken = settings.kaggleToken === "" ? undefined : pulumi.secret(settings.kaggleToken);
    return { ...settings, kaggleToken };
  } catch (error) {
    throw new pulumi.RunError((error as Error).message);
  }
}
