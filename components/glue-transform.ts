import type * as pulumi from "@pulumi/pulumi";
import { transformArguments } from "../contract/derive/job-arguments";
import { runArguments } from "./glue-arguments";
import { GlueJob, type GlueJobArgs } from "./glue-job";

/**
 * Runs the data set's SQL over its staged rows as a Spark job; `upsert` merges them into the published rows first.
 *
 * @example
 * const lake = new DataLake("lake");
 * new GlueTransform("mhealth-transform", { lake, dataset: mhealth, workers: 4 });
 */
export class GlueTransform extends GlueJob {
  constructor(name: string, args: GlueJobArgs, opts?: pulumi.ComponentResourceOptions) {
    const { lake, dataset } = args;
    const { grants } = lake;
    super(
      "data-flow:aws:GlueTransform",
      name,
      args,
      {
        script: "transform",
        description: "its SQL over the staged rows",
        grants: [
          // Hadoop's S3A, Glue 5.1's own, asks for objects that may not be there: without the right to list the bucket it
          // is told 403 where only 404 lets it go on. What is in the objects stays closed.
          ...grants.listAll(),
          ...grants.read(dataset, "stage", "base", "processed", "state"),
          ...grants.write(dataset, "base", "processed", "state"),
          // Spark writes under a temporary name and renames, which on S3 is a copy and a removal.
          ...grants.remove(dataset, "base", "processed"),
        ],
        arguments: {
          ...runArguments(lake, transformArguments(dataset.name, "{}")),
          "--base.$": "$.merged",
          "--pointer.$": "States.Format('{}', $.base)",
        },
      },
      opts,
    );
  }
}
