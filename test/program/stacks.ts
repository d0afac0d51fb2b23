/** The whole program with the configuration of a stack, in this process, with Pulumi's mocks. */
import { join, sep } from "node:path";
import { isProduction, type RecordedResource, type Stack } from "../../policy";
import type { Dataset } from "../../contract/dataset";
import { prices } from "../../datasets/prices";
import { record } from "../components/record";
import { configurationOf, type Setting } from "./configuration";

const root = join(__dirname, "..", "..");

/** What a stack registers, and its outputs as the program exports them. */
export interface StackRun {
  readonly resources: readonly RecordedResource[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** Settings that switch on all there is. */
export const everythingOn: Readonly<Record<string, Setting>> = {
  acceptedTerms: ["prices"],
  warehouse: true,
  credentialsSecret: true,
  kaggleToken: "planted-token",
};

/** The data set of prices with an analysis by the model that a job samples: beside `everythingOn`, all that a contract can ask for. */
export const sampled: Readonly<Record<string, Dataset>> = {
  prices: { ...prices, analysis: { ...prices.analysis!, engine: "pymc" } },
};

/**
 * Runs index.ts again, as `pulumi up` would for `Pulumi.<stack>.yaml` with `overrides` over it. `more` are data sets
 * beside those of datasets/index.ts, or in their place.
 */
export async function runStack(
  stack: string,
  overrides: Readonly<Record<string, Setting | undefined>> = {},
  more: Readonly<Record<string, Dataset>> = {},
): Promise<StackRun> {
  const { values } = configurationOf(process.cwd(), stack, overrides);
  // The program reads its configuration when it is loaded.
  for (const path of Object.keys(require.cache)) if (isProgram(path)) delete require.cache[path];
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the module that the program will load
  Object.assign((require(join(root, "datasets", "index.js")) as { datasets: object }).datasets, more);
  let outputs: Readonly<Record<string, unknown>> = {};
  const resources = await record(
    async () => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded again for each stack
      outputs = await (require(join(root, "index.js")) as () => Promise<typeof outputs>)();
      return outputs;
    },
    { stack, config: values, secretKeys: ["data-flow:kaggleToken"] },
  );
  return { resources, outputs };
}

const rooms = ["components", "stack", "cost", "datasets", "contract", "workflow"];

const isProgram = (path: string) =>
  path === join(root, "index.js") || rooms.some((room) => path.startsWith(join(root, room) + sep));

/** A stack as the rules see it. */
export const judged = (name: string, { resources }: StackRun): Stack => ({
  name,
  production: isProduction(name),
  resources,
  defaultTags: { project: "data-flow", stack: name },
});
