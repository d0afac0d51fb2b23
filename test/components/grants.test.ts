import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { DataLake, policyOf, type Grant } from "../../components";
import { record } from "./record";

const statementsOf = async (grants: readonly Grant[]) => {
  const document = await new Promise<string>((resolve) => policyOf(grants).apply(resolve));
  return (JSON.parse(document) as { Statement: unknown[] }).Statement;
};

describe("a policy of grants", () => {
  it("has one statement per grant, in their order", async () => {
    assert.deepEqual(
      await statementsOf([
        { actions: ["s3:GetObject"], resources: [pulumi.output("arn:aws:s3:::a/*")] },
        {
          actions: ["s3:PutObject", "s3:AbortMultipartUpload"],
          resources: ["arn:aws:s3:::b/*", "arn:aws:s3:::c/*"],
        },
      ]),
      [
        { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::a/*"] },
        {
          Effect: "Allow",
          Action: ["s3:PutObject", "s3:AbortMultipartUpload"],
          Resource: ["arn:aws:s3:::b/*", "arn:aws:s3:::c/*"],
        },
      ],
    );
  });

  it("keeps conditions", async () => {
    const conditions = { StringLike: { "s3:prefix": ["raw/a/*"] } };
    assert.deepEqual(
      await statementsOf([{ actions: ["s3:ListBucket"], resources: ["arn:aws:s3:::a"], conditions }]),
      [{ Effect: "Allow", Action: ["s3:ListBucket"], Resource: ["arn:aws:s3:::a"], Condition: conditions }],
    );
  });

  it("refuses every resource without a reason", () => {
    assert.throws(
      () => policyOf([{ actions: ["s3:GetObject"], resources: ["*"] }]),
      /^Error: The grant of s3:GetObject is for every resource: name the resources, or give a reason/,
    );
    assert.throws(() =>
      policyOf([{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::a", "*"], reason: "" }]),
    );
  });

  it("refuses what IAM would refuse for its length, before AWS is asked", async () => {
    const long = (characters: number, kind: "inline" | "managed") =>
      (
        policyOf([{ actions: ["a:B"], resources: ["r".repeat(characters)] }], "loads", kind) as unknown as {
          promise(): Promise<string>;
        }
      ).promise();
    const around = (await long(0, "inline")).length;
    for (const [kind, most] of [
      ["inline", 10_240],
      ["managed", 6_144],
    ] as const) {
      assert.equal((await long(most - around, kind)).length, most);
      await assert.rejects(
        long(most - around + 1, kind),
        new RegExp(
          `^Error: The policy loads would have ${most + 1} characters; IAM allows ${most}\\. Shorten`,
        ),
      );
    }
  });

  it("takes every resource with a reason, which stays out of the document", async () => {
    assert.deepEqual(
      await statementsOf([{ actions: ["xray:PutTraceSegments"], resources: ["*"], reason: "no resources" }]),
      [{ Effect: "Allow", Action: ["xray:PutTraceSegments"], Resource: ["*"] }],
    );
  });
});

describe("the grants of a lake", () => {
  /** Resources and prefixes of all statements that a lake gives for a data set. */
  let texts: string[] = [];
  let noKey: readonly Grant[];
  before(async () => {
    const dataset = { name: "mhealth" };
    let documents: pulumi.Output<string>[] = [];
    await record(() => {
      const { grants } = new DataLake("lake");
      noKey = grants.useKey();
      documents = [
        grants.read(dataset, "raw", "state"),
        grants.write(dataset, "stage"),
        grants.remove(dataset, "base"),
        grants.list(dataset, "processed", "quarantine"),
        grants.publish(dataset),
      ].map((each) => policyOf(each));
    });
    const values = await Promise.all(
      documents.map((each) => new Promise<string>((done) => each.apply(done))),
    );
    texts = values.flatMap((value) => value.match(/"(arn:[^"]+|[a-z]+\/mhealth[^"]*)"/g) ?? []);
  });

  it("name exactly one data set's folders, table and database", () => {
    assert.deepEqual(
      texts.map((text) => text.slice(1, -1).replace(/lake-[0-9a-f]{7}/, "lake")),
      [
        "arn:aws:s3:::lake/raw/mhealth/*",
        "arn:aws:s3:::lake/state/mhealth/*",
        "arn:aws:s3:::lake/stage/mhealth/*",
        "arn:aws:s3:::lake/base/mhealth/*",
        "arn:aws:s3:::lake",
        "processed/mhealth/*",
        "quarantine/mhealth/*",
        "arn:aws:glue:eu-central-1:123456789012:catalog",
        "arn:aws:glue:eu-central-1:123456789012:database/data_flow_dev",
        "arn:aws:glue:eu-central-1:123456789012:table/data_flow_dev/mhealth",
      ],
    );
  });

  it("say nothing about a data set whose name begins the same", () => {
    const matches = (pattern: string, text: string) =>
      new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`).test(text);
    const others = ["raw", "state", "stage", "base", "processed", "quarantine"].flatMap((zone) => [
      `${zone}/mhealth2/x`,
      `${zone}/mhealth2/`,
    ]);
    for (const text of texts)
      for (const other of others) {
        const pattern = text.slice(1, -1).replace(/^arn:aws:s3:::[^/]*\//, "");
        assert.ok(!matches(pattern, other), `${pattern} matches ${other}`);
      }
  });

  it("have nothing about a key where there is none", () => assert.deepEqual(noKey, []));
});
