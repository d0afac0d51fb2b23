import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { analysisArguments } from "../contract/derive/job-arguments";
import { posteriorName } from "../contract/derive/posterior-table";
import { runArguments } from "./glue-arguments";
import { GlueJob, type GlueJobArgs } from "./glue-job";
import { modelOf } from "./model";
import { packageFile } from "./package-folder";

/**
 * Samples the model of a data set's analysis, `datasets/<name>.model.py`, as a job. An execution keeps the model and
 * the package versions that it began with.
 *
 * @example
 * const lake = new DataLake("lake");
 * const dataset = { ...prices, analysis: { ...prices.analysis!, engine: "pymc" } } as const;
 * new GlueAnalyze("prices-sample", { lake, dataset });
 */
export class GlueAnalyze extends GlueJob {
  constructor(name: string, args: GlueJobArgs, opts?: pulumi.ComponentResourceOptions) {
    const { lake, dataset } = args;
    const { grants } = lake;
    const model = modelOf(dataset);
    if (model === undefined)
      throw new pulumi.RunError(
        `${dataset.name}: ${name} samples a model, but the data set's analysis has none: set engine: "pymc" in its contract.`,
      );
    const posterior = { name: posteriorName(dataset.name) };
    super(
      "data-flow:aws:GlueAnalyze",
      name,
      args,
      {
        script: "analyze",
        description: "samples the model of its returns",
        model,
        grants: [
          // S3 answers 404 for a missing object only if the caller may list.
          ...grants.list(dataset, "processed"),
          ...grants.list(posterior, "state"),
          ...grants.read(dataset, "processed"),
          ...grants.read(posterior, "state"),
          ...grants.write(posterior, "processed", "state"),
        ],
        arguments: {
          ...runArguments(lake, analysisArguments(dataset.name, "{}")),
          "--additional-python-modules": pins().join(","),
        },
      },
      opts,
    );
  }
}

/** The packages that Glue installs before the script begins, each with its version. */
const pins = () =>
  readFileSync(packageFile("glue/requirements-analysis.txt"), "utf8")
    .split("\n")
    .map((line) => line.replace(/\s*#.*$/, "").trim())
    .filter((line) => line !== "");
