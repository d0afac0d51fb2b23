import { readdirSync } from "node:fs";
import type * as pulumi from "@pulumi/pulumi";
import { convertArguments } from "../contract/derive/job-arguments";
import { bundle } from "./bundle";
import { runArguments } from "./glue-arguments";
import { GlueJob, type GlueJobArgs } from "./glue-job";
import { packageFile } from "./package-folder";

/**
 * Converts all parts of a run from raw to Parquet by Spark, whose tasks run the converter of `ConvertFn`: for a data
 * set with `convert: "spark"` in its contract.
 *
 * @example
 * const lake = new DataLake("lake");
 * new GlueConvert("mhealth-convert-spark", { lake, dataset: mhealth, workers: 10 });
 */
export class GlueConvert extends GlueJob {
  constructor(name: string, args: GlueJobArgs, opts?: pulumi.ComponentResourceOptions) {
    const { lake, dataset } = args;
    const { grants } = lake;
    const converter = bundle("spark-convert");
    super(
      "data-flow:aws:GlueConvert",
      name,
      args,
      {
        script: "convert",
        // Where glue/converter.py looks for them.
        bundle: Object.fromEntries(
          readdirSync(converter).map((file) => [`bundle/${file}`, `${converter}/${file}`]),
        ),
        requirements: packageFile("glue/requirements-convert.txt"),
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
