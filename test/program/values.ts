import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import type { Secret } from "../../policy/resource";

/** A value as the Pulumi engine, its programs and its providers send it to each other. */
export type Wire = JavaScriptValue;
/** Properties of a resource, or arguments of a function, on the wire. */
export type WireObject = Readonly<Record<string, Wire>>;

// The keys and values that mark what JSON has no word for; they are part of Pulumi's protocol.
const kindKey = "4dabf18193072939515e22adb298388d";
const kinds = {
  asset: "c44067f5952c0a294b673a41bacd8c17",
  archive: "0def7320c3a5731c473e5ecbe6d01bc7",
  secret: "1b47061264138c4ac30d75fd1eb44270",
  resource: "5cf8f73096256a8f31e491e813e4eb8e",
  output: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
} as const;

/** Stands for a value that is not known before the update, as in a preview. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The properties in a message; none where the message has none. */
export const fromStruct = (struct: Struct | undefined): WireObject =>
  (struct?.toJavaScript() as WireObject | undefined) ?? {};

/** The message for these properties. */
export const toStruct = (values: WireObject): Struct => Struct.fromJavaScript(values);

const isObject = (value: unknown): value is Record<string, Wire> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What kind of special value this is, if it is one. */
export function kindOf(value: Wire): keyof typeof kinds | undefined {
  if (!isObject(value)) return undefined;
  const mark = value[kindKey];
  return (Object.keys(kinds) as (keyof typeof kinds)[]).find((kind) => kinds[kind] === mark);
}

/** The value marked as a secret; a secret stays as it is. */
export const secret = (value: Wire): Wire =>
  kindOf(value) === "secret" ? value : { [kindKey]: kinds.secret, value };

/** The same properties as an engine gives them back: outputs replaced by their values, secrets kept. */
export function echo(value: Wire): Wire {
  if (Array.isArray(value)) return value.map(echo);
  if (!isObject(value)) return value;
  const kind = kindOf(value);
  if (kind === "output") {
    const known = "value" in value ? echo(value["value"]) : unknown;
    return value["secret"] === true ? secret(known) : known;
  }
  if (kind === "asset" || kind === "archive" || kind === "resource") return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, echo(member)]));
}

/**
 * Properties as the rules read them (policy/resource.ts): a secret is a `Secret`, a resource its id or URN, an asset or
 * archive `{ text }`, `{ path }` or `{ assets }`. A value not known yet is `unknown`.
 */
export function plain(value: Wire): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  const kind = kindOf(value);
  if (kind === "secret" || kind === "output") {
    const known = "value" in value ? plain(value["value"]) : unknown;
    const hidden = kind === "secret" || value["secret"] === true;
    return hidden ? ({ secret: true, value: known } satisfies Secret) : known;
  }
  if (kind === "resource") return value["id"] ?? value["urn"];
  return plainObject(value);
}

/** The same for the properties of one resource. */
export const plainObject = (properties: WireObject): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(properties)
      // The SDK marks its own objects, which says nothing that the kind does not.
      .filter(([key]) => key !== kindKey && key !== "__pulumiAsset" && key !== "__pulumiArchive")
      .map(([key, member]) => [key, plain(member)]),
  );

/** The value without the marks of secrets, for places that only compute with it. */
export const bare = (value: Wire): Wire =>
  isObject(value) && kindOf(value) === "secret" ? bare(value["value"]!) : value;
