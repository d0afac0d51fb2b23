import * as pulumi from "@pulumi/pulumi";
import type { DataLake } from "./data-lake";

/** A run's keys as arguments: `--name.$`, where Step Functions replaces `{}` in the key with the run's id. */
export const runArguments = (lake: DataLake, keys: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(keys).map(([name, key]): [string, pulumi.Output<string>] =>
      key.includes("{}")
        ? [`--${name}.$`, pulumi.interpolate`States.Format('${lake.root}${key}', $.run)`]
        : [`--${name}`, pulumi.interpolate`${lake.root}${key}`],
    ),
  );
