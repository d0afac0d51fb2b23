import type * as pulumi from "@pulumi/pulumi";
import { convertArguments } from "../contract/derive/job-arguments";
import { runArguments } from "./glue-arguments";
import { GlueJob, type GlueJobArgs } from "./glue-job";

/**
 * All parts of a run from raw to Parquet by Spark: for a data set whose contract says `convert: "spark"`, because a
 * day of it is more than a thousand parts.
 *
 * @example
 * const lake = new DataLake("lake");
 * new GlueConvert("mhealth-convert-spark", { lake, dataset: mhealth, workers: 10 });
 */
export class GlueConvert extends GlueJob {
  constructor(name: string, args: GlueJobArgs, opts?: pulumi.ComponentResourceOptions) {
    const { lake, dataset } = args;
    const { grants } = lake;
    super(
      "data-flow:aws:GlueConvert",
      name,
      args,
      {
        script: "convert",
        description: "raw to Parquet, every part of a run",
        grants: [
          ...grants.list(dataset, "raw", "state"),
          ...grants.read(dataset, "raw", "state"),
          ...grants.write(dataset, "stage", "quarantine", "state"),
        ],
        arguments: runArguments(lake, convertArguments(dataset.name, "{}")),
      },
      opts,
    );
  }
}
