import assert from "node:assert/strict";
import { unknownCheckingProxy, type PolicyResource, type StackValidationPolicy } from "@pulumi/policy";
import { policies } from "../../policy/pack/policies";
import { aws } from "../../policy/resource";
import { unknown } from "../program/values";

const stack = "prod";

/** Throws where a value that is not known is read, as all that a policy is given does. */
const asShown = unknownCheckingProxy as (values: object) => PolicyResource["props"];

/** A resource as the CLI shows it: `of` are the resources that the values of its properties come from. */
function shown(
  module: string,
  kind: string,
  name: string,
  inputs: Readonly<Record<string, unknown>>,
  of: Readonly<Record<string, readonly PolicyResource[]>> = {},
  outputs: Readonly<Record<string, unknown>> = inputs,
): PolicyResource & { readonly inputs: PolicyResource["props"] } {
  const type = aws(module, kind);
  return {
    type,
    name,
    urn: `urn:pulumi:${stack}::data-flow::${type}::${name}`,
    inputs: asShown(inputs),
    props: asShown(outputs),
    opts: { protect: true } as PolicyResource["opts"],
    dependencies: [],
    propertyDependencies: Object.fromEntries(Object.entries(of).map(([property, on]) => [property, [...on]])),
    isType: () => false,
    asType: () => undefined,
  };
}

/** What the pack says of these resources, after the policies have seen each. */
function said(resources: readonly ReturnType<typeof shown>[]): Readonly<Record<string, readonly string[]>> {
  const all = policies();
  for (const policy of all)
    for (const { urn, inputs } of resources)
      if ("validateResource" in policy && typeof policy.validateResource === "function")
        void policy.validateResource({ urn, props: inputs } as never, () => undefined);
  const isOfStack = (policy: (typeof all)[number]): policy is StackValidationPolicy =>
    "validateStack" in policy;
  return Object.fromEntries(
    all.filter(isOfStack).map(({ name, validateStack }) => {
      const found: string[] = [];
      void validateStack({ resources: [...resources] } as never, (message) => found.push(message));
      return [name, found];
    }),
  );
}

const bucket = shown("s3", "Bucket", "lake", {});
const block = (flags: object, of: readonly PolicyResource[] = [bucket]) =>
  shown("s3", "BucketPublicAccessBlock", "block", { bucket: unknown, ...closed, ...flags }, { bucket: of });
const closed = {
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
};
const ofRule = (number: number, messages: readonly string[] | undefined) =>
  (messages ?? []).filter((message) => message.startsWith(`rule ${number}: `));
const waiting = (resources: readonly ReturnType<typeof shown>[]) =>
  /all resources: ([\d, ]+)\./
    .exec(said(resources)["not-yet-known"]?.[0] ?? "")?.[1]
    ?.split(", ")
    .map(Number) ?? [];

describe("the policy pack", () => {
  it("finds in a first preview what belongs to a bucket, though nothing has an id yet", () => {
    assert.deepEqual(ofRule(1, said([bucket, block({})])["security-rules"]), []);
    assert.equal(ofRule(1, said([bucket])["security-rules"]).length, 1);
    const other = shown("s3", "Bucket", "other", {});
    assert.equal(ofRule(1, said([bucket, block({}, [other])])["security-rules"]).length, 1);
  });

  it("refuses a bucket made public, and says which", () => {
    assert.deepEqual(ofRule(1, said([bucket, block({ blockPublicAcls: false })])["security-rules"]), [
      'rule 1: Bucket "lake" has no public access block with all four flags. Every bucket blocks public access in all four ways.',
    ]);
  });

  it("leaves what belongs to a bucket of another program alone", () => {
    assert.deepEqual(ofRule(1, said([block({}, [])])["security-rules"]), []);
  });

  it("waits with a rule that reads what is not known yet, and with no other", () => {
    const policy = shown(
      "s3",
      "BucketPolicy",
      "policy",
      { bucket: unknown, policy: unknown },
      { bucket: [bucket] },
    );
    const resources = [bucket, block({}), policy];
    assert.deepEqual(
      [1, 2, 12].map((rule) => waiting(resources).includes(rule)),
      [false, true, true],
    );
    assert.deepEqual(
      [2, 12].flatMap((rule) => ofRule(rule, said(resources)["security-rules"])),
      [],
    );
    assert.equal(ofRule(4, said(resources)["security-rules"]).length, 1);
  });

  it("waits too where another copy of the SDK shows a value that is not known", () => {
    const throwing = new Proxy({}, { get: () => assert.fail("not known") }) as PolicyResource["props"];
    const ownKeys = {
      ownKeys: () => ["policy"],
      getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true }),
    };
    const policy = { ...shown("s3", "BucketPolicy", "policy", {}), inputs: new Proxy(throwing, ownKeys) };
    assert.ok(waiting([bucket, policy]).includes(12));
  });

  it("judges the inputs, not what AWS put beside them", () => {
    const group = shown("cloudwatch", "LogGroup", "logs", { retentionInDays: 7 }, {}, { retentionInDays: 0 });
    assert.deepEqual(ofRule(81, said([group])["security-rules"]), []);
  });

  it("counts the tags that the provider gives", () => {
    const machine = shown("sfn", "StateMachine", "machine", { definition: "{}" });
    const provider = (defaultTags: unknown) => ({ type: "", urn: "", name: "", props: { defaultTags } });
    assert.equal(ofRule(49, said([machine])["security-rules"]).length, 1);
    for (const given of [{ tags: { a: "b" } }, '{"tags":{"a":"b"}}'])
      assert.deepEqual(ofRule(49, said([{ ...machine, provider: provider(given) }])["security-rules"]), []);
  });

  it("cannot tell a secret from plain text, and so leaves rule 89 to the program's tests", () => {
    const version = shown("secretsmanager", "SecretVersion", "value", { secretString: "key" });
    assert.deepEqual(ofRule(89, said([version])["security-rules"]), []);
  });
});
