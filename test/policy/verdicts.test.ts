import assert from "node:assert/strict";
import {
  securityPage,
  sentences,
  verdicts,
  waiverFaults,
  waivers,
  type Stack,
  type Waiver,
} from "../../policy";

import { resource } from "./case";

const topic = resource("sns", "Topic", "mhealth-alarms");
const logs = resource("s3", "Bucket", "lake-logs", { forceDestroy: true });
const stack = (production: boolean, ...resources: Stack["resources"]): Stack => ({
  name: production ? "prod" : "dev",
  production,
  resources,
});
const of = (number: number, judged: Stack, some?: readonly Waiver[]) => {
  const verdict = verdicts(judged, some).find(({ rule }) => rule.number === number);
  assert.ok(verdict);
  return verdict;
};
const waiver = (more: Partial<Waiver> = {}): Waiver => ({
  rule: 77,
  resource: "mhealth-*",
  reason: "It holds no data.",
  ...more,
});

describe("verdicts", () => {
  it("hold the rules for production against production only", () => {
    assert.equal(of(11, stack(false, logs), []).status, "not applicable");
    assert.equal(of(11, stack(true, logs), []).status, "broken");
  });

  it("let a bucket be destroyed elsewhere than in production", () => {
    assert.equal(of(17, stack(false, logs), []).status, "holds");
    assert.equal(of(17, stack(true, logs), []).faults.length, 2);
  });

  it("call a rule waived when a waiver covers every fault", () => {
    const verdict = of(77, stack(true, topic), [waiver()]);
    assert.equal(verdict.status, "waived");
    assert.deepEqual(verdict.faults, []);
  });

  it("call it broken when a waiver covers some faults only", () => {
    const verdict = of(77, stack(true, topic, resource("sns", "Topic", "other")), [waiver()]);
    assert.equal(verdict.status, "broken");
    assert.deepEqual(
      verdict.faults.map((fault) => fault.resource.name),
      ["other"],
    );
  });

  it("take a waiver for the whole name, and for its place", () => {
    assert.equal(of(77, stack(true, topic), [waiver({ resource: "mhealth" })]).status, "broken");
    assert.equal(of(77, stack(true, topic), [waiver({ where: "elsewhere" })]).status, "broken");
    assert.equal(of(77, stack(false, topic), [waiver({ where: "elsewhere" })]).status, "waived");
  });

  it("find a fault in a waiver without a reason, and in one that covers nothing", () => {
    const silent = waiver({ reason: " " });
    const idle = waiver({ rule: 30 });
    const judged = [verdicts(stack(true, topic), [silent, idle])];
    const [first, second, ...rest] = waiverFaults(judged, [silent, idle]);
    assert.match(first ?? "", /rule 77 .* no reason/);
    assert.match(second ?? "", /rule 30 .* covers no fault/);
    assert.deepEqual(rest, []);
  });

  it("say which resource breaks which rule, in a sentence", () => {
    assert.deepEqual(sentences([of(77, stack(true, topic), [])]), [
      'rule 77: Topic "mhealth-alarms" is not encrypted with a customer-managed key. ' +
        "Topics are encrypted with a customer-managed key, the only kind that alarms can use.",
    ]);
  });

  it("take tags that the provider gives", () => {
    const machine = resource("sfn", "StateMachine", "machine", { definition: "{}" });
    assert.equal(of(49, { ...stack(true, machine), defaultTags: { project: "x" } }, []).status, "holds");
  });

  it("ask for whole logs in production, and for a key on queues there", () => {
    const machine = resource("sfn", "StateMachine", "machine", {
      loggingConfiguration: { level: "ERROR", logDestination: "logs-arn:*" },
    });
    const queue = resource("sqs", "Queue", "letters", { sqsManagedSseEnabled: true });
    for (const [number, one] of [
      [47, machine],
      [73, queue],
    ] as const) {
      assert.equal(of(number, stack(false, one), []).status, "holds");
      assert.equal(of(number, stack(true, one), []).status, "broken");
    }
  });

  it("refuse a policy that is no JSON", () => {
    const broken = resource("iam", "RolePolicy", "grants", { policy: "{" });
    assert.throws(() => verdicts(stack(true, broken)), /RolePolicy "grants": its policy is not JSON/);
  });
});

describe("the page of the rules", () => {
  const judged = [
    { name: "dev", verdicts: verdicts(stack(false, topic)) },
    { name: "prod", verdicts: verdicts(stack(true, topic)) },
  ];
  const page = securityPage(judged);

  it("has a line for every rule, with its state in each stack", () => {
    assert.match(page, /^\| # \| What must hold \| dev \| prod \| Asked for by \|$/m);
    assert.match(page, /^\| 77 \| Topics are .* \| waived \| \*\*broken\*\* \| SNS.1, /m);
    for (const { rule } of judged[0]?.verdicts ?? [])
      assert.match(page, new RegExp(`^\\| ${rule.number} \\|`, "m"));
  });

  it("gives the reason of a waived rule, and of a waiver", () => {
    assert.match(page, /^- 13: Nothing waits/m);
    assert.match(page, /^- 77: Alarms cannot use/m);
    assert.ok(!page.includes("- 11:"), "a waiver that covers nothing here is not told");
  });

  it("writes ids in a row as a range", () => {
    assert.match(page, /^\| 1 \|.* CKV_AWS_53 … 56, CKV2_AWS_6 \|$/m);
    assert.match(page, /^\| 20 \|.* W43, W44 \|$/m);
  });

  it("counts the rules of each stack", () => {
    const counts = /^\| prod \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$/m.exec(page)?.slice(1).map(Number);
    assert.equal(
      counts?.reduce((sum, count) => sum + count, 0),
      114,
    );
  });

  it("lists what a role may have on all resources, with the reason", () => {
    assert.match(page, /^- `lakeformation:GetDataAccess`: Lake Formation/m);
    assert.match(page, /^- `cloudwatch:PutMetricData` \(with `cloudwatch:namespace`\): /m);
  });

  it("stays within its table", () => {
    const widths = page.split("\n").filter((line) => /^\| \d+ \|/.test(line));
    assert.ok(widths.every((line) => line.split(/(?<!\\)\|/).length === 7));
  });
});

describe("the waivers of this project", () => {
  it("each carry a reason and name a rule that is checked", () => {
    for (const { rule, reason } of waivers) {
      assert.ok(reason.length > 20);
      assert.notEqual(of(rule, stack(true)).rule.mark, "waived");
    }
  });
});
