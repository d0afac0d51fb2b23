import type * as pulumi from "@pulumi/pulumi";

/** Changes to one child: properties that override the component's, or a function that changes args and options. */
export type Transform<Args> = Partial<Args> | ((args: Args, opts: pulumi.CustomResourceOptions) => void);

/**
 * The args and options of a child after the user's `transform`, ready to be spread into its constructor:
 * `new aws.s3.Bucket(name, ...adjusted(transform?.bucket, { … }, { parent: this }))`.
 */
export function adjusted<Args extends object>(
  transform: Transform<Args> | undefined,
  args: Args,
  opts: pulumi.CustomResourceOptions,
): [Args, pulumi.CustomResourceOptions] {
  if (typeof transform !== "function") return [{ ...args, ...transform }, opts];
  const changed: [Args, pulumi.CustomResourceOptions] = [{ ...args }, { ...opts }];
  transform(...changed);
  return changed;
}
