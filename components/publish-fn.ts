import type * as pulumi from "@pulumi/pulumi";
import { zones } from "../contract/keys";
import { Fn, lakeVariables, type FnArgs } from "./fn";

/**
 * Judges a run, points the table at it, updates the catalog, and removes old runs.
 *
 * @example
 * const lake = new DataLake("lake");
 * new PublishFn("mhealth-publish", { lake, dataset: mhealth });
 */
export class PublishFn extends Fn {
  constructor(name: string, args: FnArgs, opts?: pulumi.ComponentResourceOptions) {
    const { lake, dataset } = args;
    const { grants } = lake;
    super(
      "data-flow:aws:PublishFn",
      name,
      args,
      {
        handler: "publish",
        description: "judges a run and points the table at it",
        grants: [
          ...grants.list(dataset, ...zones),
          ...grants.read(dataset, "state"),
          ...grants.write(dataset, "state"),
          ...grants.remove(dataset, ...zones),
          ...grants.publish(dataset),
        ],
        environment: lakeVariables(lake),
      },
      opts,
    );
  }
}
