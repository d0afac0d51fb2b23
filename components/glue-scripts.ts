/** The scripts of `glue/` as objects of the lake. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { adjusted, type Transform } from "./adjust";
import type { DataLake } from "./data-lake";

export interface ScriptsArgs {
  /** Where they lie, under `scripts/`. */
  readonly lake: DataLake;
  /** The one that runs: `glue/<script>.py`. */
  readonly script: string;
  /** A file beside `glue/`, from the project's root, that the script reads. @default none */
  readonly model?: string | undefined;
  /** Changes to the objects. @default none */
  readonly transform?:
    | {
        readonly script?: Transform<aws.s3.BucketObjectv2Args>;
        readonly modules?: Transform<aws.s3.BucketObjectv2Args>;
        readonly model?: Transform<aws.s3.BucketObjectv2Args>;
      }
    | undefined;
}

/**
 * Makes `${name}-script` and `${name}-modules`, a zip of all scripts and modules, and maybe `${name}-model` as children. Their keys hold the
 * content's hash, and the objects before them stay: a run that is queued finds what it was queued with.
 */
export function uploadScripts(parent: pulumi.Resource, name: string, args: ScriptsArgs) {
  const { lake, script, model, transform } = args;
  const files = readdirSync("glue")
    .filter((file) => file.endsWith(".py"))
    .sort();
  const asset = (path: string) => new pulumi.asset.FileAsset(path);
  const zip = Object.fromEntries(files.map((file) => [file, asset(`glue/${file}`)]));
  const opts = { parent, retainOnDelete: true, dependsOn: lake.encryption };
  const upload = (
    leaf: "script" | "modules" | "model",
    source: pulumi.asset.Asset | pulumi.asset.Archive,
    file: string,
    content: readonly string[],
  ) =>
    new aws.s3.BucketObjectv2(
      `${name}-${leaf}`,
      ...adjusted(
        transform?.[leaf],
        { bucket: lake.bucket.id, key: `scripts/${name}/${hashOf(content)}/${file}`, source },
        opts,
      ),
    );
  const main = `glue/${script}.py`;
  return {
    script: upload("script", asset(main), `${script}.py`, [main]),
    modules: upload(
      "modules",
      new pulumi.asset.AssetArchive(zip),
      "modules.zip",
      files.map((file) => `glue/${file}`),
    ),
    model: model === undefined ? undefined : upload("model", asset(model), basename(model), [model]),
  };
}

const hashOf = (paths: readonly string[]) =>
  paths
    .reduce(
      (hash, path) => hash.update(`${basename(path)}\n`).update(readFileSync(path)),
      createHash("sha256"),
    )
    .digest("hex")
    .slice(0, 16);
