/** The scripts of `glue/` as objects of the lake. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { adjusted, type Transform } from "./adjust";
import type { DataLake } from "./data-lake";

export interface ScriptsArgs {
  /** Where they lie, under `scripts/`. */
  readonly lake: DataLake;
  /** The one that runs: `glue/<script>.py`. */
  readonly script: string;
  /** Changes to the two objects. @default none */
  readonly transform?:
    | {
        readonly script?: Transform<aws.s3.BucketObjectv2Args>;
        readonly modules?: Transform<aws.s3.BucketObjectv2Args>;
      }
    | undefined;
}

/**
 * Makes `${name}-script` and `${name}-modules`, a zip of all scripts and modules, as children. Their keys hold the
 * content's hash, and the objects before them stay: a run that is queued finds what it was queued with.
 */
export function uploadScripts(parent: pulumi.Resource, name: string, args: ScriptsArgs) {
  const { lake, script, transform } = args;
  const files = readdirSync("glue")
    .filter((file) => file.endsWith(".py"))
    .sort();
  const asset = (file: string) => new pulumi.asset.FileAsset(`glue/${file}`);
  const modules = new pulumi.asset.AssetArchive(Object.fromEntries(files.map((file) => [file, asset(file)])));
  const opts = { parent, retainOnDelete: true, dependsOn: lake.encryption };
  const key = (file: string, content: readonly string[]) => `scripts/${name}/${hashOf(content)}/${file}`;
  const main = `${script}.py`;
  return {
    script: new aws.s3.BucketObjectv2(
      `${name}-script`,
      ...adjusted(
        transform?.script,
        { bucket: lake.bucket.id, key: key(main, [main]), source: asset(main) },
        opts,
      ),
    ),
    modules: new aws.s3.BucketObjectv2(
      `${name}-modules`,
      ...adjusted(
        transform?.modules,
        { bucket: lake.bucket.id, key: key("modules.zip", files), source: modules },
        opts,
      ),
    ),
  };
}

const hashOf = (files: readonly string[]) =>
  files
    .reduce(
      (hash, file) => hash.update(`${file}\n`).update(readFileSync(`glue/${file}`)),
      createHash("sha256"),
    )
    .digest("hex")
    .slice(0, 16);
