import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type * as pulumi from "@pulumi/pulumi";
import { posteriorName } from "../contract/derive/posterior-table";
import { zones } from "../contract/keys";
import { Fn, lakeVariables, type FnArgs } from "./fn";
import { modelOf } from "./model";

/**
 * Analyses the published table into a second table, or starts sampling its model and judges the result.
 *
 * @example
 * const lake = new DataLake("lake");
 * new AnalyzeFn("prices-analyze", { lake, dataset: prices });
 */
export class AnalyzeFn extends Fn {
  constructor(name: string, args: FnArgs, opts?: pulumi.ComponentResourceOptions) {
    const { lake, dataset } = args;
    const { grants } = lake;
    const posterior = { name: posteriorName(dataset.name) };
    const model = modelOf(dataset);
    super(
      "data-flow:aws:AnalyzeFn",
      name,
      args,
      {
        handler: "analyze",
        description: "what its returns tell, as a table",
        grants: [
          ...grants.list(dataset, "processed", "state"),
          ...grants.read(dataset, "processed", "state"),
          ...grants.list(posterior, ...zones),
          // The rows that a job wrote are judged before they are published.
          ...grants.read(posterior, ...(model === undefined ? [] : (["processed"] as const)), "state"),
          ...grants.write(posterior, "processed", "state"),
          ...grants.remove(posterior, ...zones),
          ...grants.publish(posterior),
        ],
        environment: {
          ...lakeVariables(lake),
          MODEL_SHA256: model === undefined ? undefined : sha256(model),
        },
      },
      opts,
    );
  }
}

const sha256 = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");
