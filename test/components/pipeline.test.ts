import assert from "node:assert/strict";
import { mhealth } from "../../datasets/mhealth";
import { find, type Registered } from "./record";
import { recorded } from "./recorded";

/** All texts in a state machine's definition under a key such as "Resource". */
function textsUnder(key: string, value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === key && typeof inner === "string" ? [inner] : textsUnder(key, inner),
  );
}

const machineOf = (resources: readonly Registered[]) =>
  find(resources, "mhealth", "aws:sfn/stateMachine:StateMachine");
const definitionOf = (resources: readonly Registered[]) =>
  JSON.parse(machineOf(resources).inputs["definition"] as string) as { readonly States: object };

describe("the state machine of a pipeline", () => {
  let plain: readonly Registered[];
  let full: readonly Registered[];
  before(async () => {
    plain = await recorded("plain");
    full = await recorded("full");
  });

  it("runs each function by the version just published, each job and the message until they end", () =>
    assert.deepEqual(
      [...new Set(textsUnder("Resource", definitionOf(full)))]
        .map((arn) => arn.replace(/-[0-9a-f]{7}:/, ":"))
        .sort(),
      [
        "arn:aws:lambda:eu-central-1:123456789012:function:convert:1",
        "arn:aws:lambda:eu-central-1:123456789012:function:ingest:1",
        "arn:aws:lambda:eu-central-1:123456789012:function:publish:1",
        "arn:aws:states:::glue:startJobRun.sync",
        "arn:aws:states:::sns:publish",
      ],
    ));

  it("has jobs by their names in AWS", () => {
    const jobs = (resources: readonly Registered[]) =>
      new Set(textsUnder("JobName", definitionOf(resources)));
    const nameOf = (resources: readonly Registered[], name: string) =>
      find(resources, name, "aws:glue/job:Job").outputs["name"] as string;
    assert.deepEqual(jobs(plain), new Set([nameOf(plain, "transform")]));
    assert.deepEqual(jobs(full), new Set([nameOf(full, "transform"), nameOf(full, "convert-spark")]));
  });

  it("tells the topic", () =>
    assert.deepEqual(
      [...new Set(textsUnder("TopicArn", definitionOf(plain)))],
      [find(plain, "alarms", "aws:sns/topic:Topic").outputs["arn"]],
    ));

  it("converts as many parts at once as it is told, else five", () => {
    assert.match(JSON.stringify(definitionOf(plain)), /"MaxConcurrency":5[,}]/);
    assert.match(JSON.stringify(definitionOf(full)), /"MaxConcurrency":40[,}]/);
  });

  it("may call the functions it names, in the versions that earlier runs name, and no other", () => {
    for (const resources of [plain, full]) {
      const policy = find(resources, "mhealth-policy", "aws:iam/rolePolicy:RolePolicy").inputs[
        "policy"
      ] as string;
      const { Statement } = JSON.parse(policy) as { Statement: { Action: string[]; Resource: string[] }[] };
      const allowed = Statement.filter(({ Action }) => Action.includes("lambda:InvokeFunction")).flatMap(
        ({ Resource }) => Resource,
      );
      const called = textsUnder("Resource", definitionOf(resources)).filter((arn) =>
        arn.includes(":lambda:"),
      );
      assert.deepEqual(allowed.sort(), [...new Set(called.map((arn) => arn.replace(/:1$/, ":*")))].sort());
    }
  });
});

describe("the alarm on quarantined records", () => {
  const threshold = async (platform: "plain" | "full") =>
    find(await recorded(platform), "mhealth-quarantined").inputs["threshold"];
  it("rings from half of what the contract lets pass", async () =>
    assert.equal(await threshold("plain"), mhealth.maxBadRatio / 2));
  it("rings from the ratio that is said", async () => assert.equal(await threshold("full"), 0.25));
});
