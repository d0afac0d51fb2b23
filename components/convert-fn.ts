import type * as pulumi from "@pulumi/pulumi";
import { Fn, lakeVariables, type FnArgs } from "./fn";

/**
 * Converts one part of a run's raw files to Parquet, and quarantines its bad records.
 *
 * @example
 * const lake = new DataLake("lake");
 * new ConvertFn("mhealth-convert", { lake, dataset: mhealth, memory: "512 MB" });
 */
export class ConvertFn extends Fn {
  constructor(name: string, args: FnArgs, opts?: pulumi.ComponentResourceOptions) {
    const { lake, dataset } = args;
    const { grants } = lake;
    super(
      "data-flow:aws:ConvertFn",
      name,
      args,
      {
        handler: "convert",
        description: "one part of raw to Parquet",
        grants: [
          ...grants.list(dataset, "raw", "state"),
          ...grants.read(dataset, "raw", "state"),
          ...grants.write(dataset, "stage", "quarantine", "state"),
        ],
        environment: lakeVariables(lake),
      },
      opts,
    );
  }
}
