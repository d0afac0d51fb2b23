/** Uploads the scripts of `glue/` to the lake. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { adjusted, type Transform } from "./adjust";
import type { DataLake } from "./data-lake";
import { packageFile } from "./package-folder";

export interface ScriptsArgs {
  /** The lake that holds them, under `scripts/`. */
  readonly lake: DataLake;
  /** The script to run: `glue/<script>.py`. */
  readonly script: string;
  /** A file that the script reads, relative to the working directory. @default none */
  readonly model?: string | undefined;
  /** Further files for the zip, by their paths in it. @default none */
  readonly bundle?: Readonly<Record<string, string>> | undefined;
  /** Packages that Glue installs, as a pip requirements file. @default none */
  readonly requirements?: string | undefined;
  /** Changes to the objects. @default none */
  readonly transform?:
    | {
        readonly script?: Transform<aws.s3.BucketObjectv2Args>;
        readonly modules?: Transform<aws.s3.BucketObjectv2Args>;
        readonly model?: Transform<aws.s3.BucketObjectv2Args>;
        readonly requirements?: Transform<aws.s3.BucketObjectv2Args>;
      }
    | undefined;
}

/**
 * Creates `${name}-script` and `${name}-modules`, a zip of all scripts and modules, and, if needed, `${name}-model` and
 * `${name}-requirements` as children. Their keys contain the content's hash, and earlier objects stay: a queued run
 * still finds the files that it was queued with.
 */
export function uploadScripts(parent: pulumi.Resource, name: string, args: ScriptsArgs) {
  const { lake, script, model, bundle = {}, requirements, transform } = args;
  const files = readdirSync(packageFile("glue"))
    .filter((file) => file.endsWith(".py"))
    .sort();
  const asset = (path: string) => new pulumi.asset.FileAsset(path);
  const modules = Object.fromEntries(files.map((file) => [file, packageFile(`glue/${file}`)]));
  const zipped = { ...modules, ...bundle };
  const zip = Object.fromEntries(Object.entries(zipped).map(([file, path]) => [file, asset(path)]));
  const opts = { parent, retainOnDelete: true, dependsOn: lake.encryption };
  const upload = (
    leaf: "script" | "modules" | "model" | "requirements",
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
  const one = (leaf: "script" | "model" | "requirements", path: string) =>
    upload(leaf, asset(path), basename(path), [path]);
  return {
    script: one("script", packageFile(`glue/${script}.py`)),
    modules: upload("modules", new pulumi.asset.AssetArchive(zip), "modules.zip", Object.values(zipped)),
    model: model === undefined ? undefined : one("model", model),
    requirements: requirements === undefined ? undefined : one("requirements", requirements),
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
