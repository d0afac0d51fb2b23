/** What the lifecycle rules of a bucket do, and for which keys. */
import { zones } from "../../contract";
import { beside } from "../check";
import { at, aws, inputs, isText, type RecordedResource, type Stack } from "../resource";

const configuration = aws("s3", "BucketLifecycleConfiguration");

/** The enabled lifecycle rules of a bucket. */
export const lifecycleOf = (stack: Stack, bucket: RecordedResource): readonly unknown[] =>
  beside(stack, configuration, "bucket", bucket)
    .flatMap((resource) => inputs(resource, "rules"))
    .filter((rule) => at(rule, "status") === "Enabled");

/** The prefix that a rule applies to; empty for the whole bucket. */
export const prefixOf = (rule: unknown): string => {
  const prefix = at(rule, "filter.prefix") ?? at(rule, "filter.and.prefix") ?? at(rule, "prefix");
  return isText(prefix) ? prefix : "";
};

/** Whether a rule applies to only some of the objects under its prefix. */
const isPartial = (rule: unknown) =>
  ["filter.tag", "filter.and", "filter.objectSizeGreaterThan", "filter.objectSizeLessThan"].some(
    (path) => at(rule, path) !== undefined,
  );

/** Whether every zone of the store is covered by a rule that does this. */
export const atLeastZones = (rules: readonly unknown[], does: (rule: unknown) => boolean): boolean =>
  zones.every((zone) =>
    rules.some((rule) => does(rule) && !isPartial(rule) && `${zone}/`.startsWith(prefixOf(rule))),
  );

const expires = (rule: unknown) =>
  at(rule, "expiration.days") !== undefined || at(rule, "expiration.date") !== undefined;

/** Whether a rule expires current objects of a zone, or of a part of it, by age. */
export const expiresIn = (rules: readonly unknown[], zone: string): boolean =>
  rules.some(
    (rule) =>
      expires(rule) && (`${zone}/`.startsWith(prefixOf(rule)) || prefixOf(rule).startsWith(`${zone}/`)),
  );

/** The shortest time, in days, after which the object at a key is removed; infinite if no rule removes it. */
export const daysUntilRemoved = (rules: readonly unknown[], key: string): number =>
  Math.min(
    ...rules
      .filter((rule) => !isPartial(rule) && key.startsWith(prefixOf(rule)))
      .map((rule) => Number(at(rule, "expiration.days") ?? Infinity)),
    Infinity,
  );
