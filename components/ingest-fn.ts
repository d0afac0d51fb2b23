import * as pulumi from "@pulumi/pulumi";
import { zones } from "../contract/keys";
import { undeployable } from "../contract/sources";
import type { Credentials } from "./credentials";
import { Fn, lakeVariables, type FnArgs } from "./fn";

export interface IngestFnArgs extends FnArgs {
  /** The source's credentials, read at run time. @default none, which suffices for a public source */
  readonly credentials?: Credentials | undefined;
  /** Symbols besides the contract's, for a source that is asked by symbol. @default none */
  readonly symbols?: readonly string[] | undefined;
}

/**
 * Fetches a data set from its source into `raw/`, cut into parts, or finds that it is unchanged.
 *
 * @example
 * const lake = new DataLake("lake");
 * new IngestFn("mhealth-ingest", { lake, dataset: mhealth });
 */
export class IngestFn extends Fn {
  constructor(name: string, args: IngestFnArgs, opts?: pulumi.ComponentResourceOptions) {
    const { lake, dataset, credentials, symbols = [] } = args;
    const { grants } = lake;
    const refusal = undeployable(dataset);
    if (refusal !== undefined) throw new pulumi.RunError(refusal);
    super(
      "data-flow:aws:IngestFn",
      name,
      args,
      {
        handler: "ingest",
        description: "from its source to raw files",
        grants: [
          ...grants.list(dataset, ...zones),
          ...grants.read(dataset, "raw", "state"),
          ...grants.write(dataset, "raw", "state"),
          // It sweeps old runs first: where every night fails before Publish, the store would fill.
          ...grants.remove(dataset, ...zones),
          ...(credentials?.read() ?? []),
        ],
        environment: {
          ...lakeVariables(lake),
          CREDENTIALS_SECRET_ARN: credentials?.secret.arn,
          SYMBOLS: symbols.length > 0 ? symbols.join(",") : undefined,
        },
      },
      opts,
    );
  }
}
