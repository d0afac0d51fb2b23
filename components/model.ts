import { existsSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import type { Dataset } from "../contract/dataset";

/** Path of the model that a data set's analysis samples, from the working directory; undefined if nothing is sampled. */
export function modelOf({ name, analysis }: Dataset): string | undefined {
  if (analysis?.engine !== "pymc") return undefined;
  const path = `datasets/${name}.model.py`;
  if (existsSync(path)) return path;
  throw new pulumi.RunError(
    `${name}: its analysis has the engine "pymc", but ${path} does not exist: write the model, or remove the engine.`,
  );
}
