import assert from "node:assert/strict";
import type { RecordedResource } from "../../policy";
import type { Cost } from "../../stack/cost/floor";
import { verdicts } from "../../policy";
import { weather } from "../examples/weather";
import { golden } from "../golden";
import { air } from "../local/files-world";
import { permissions } from "./describe";
import { differenceOf, type Difference } from "./difference";
import { judged, runStack, type StackRun } from "./stacks";

describe("a data set added in datasets/ and named in the configuration", () => {
  let difference: Difference;
  let resources: readonly RecordedResource[];

  before(async function () {
    const before = await runStack("dev");
    const after = await runStack("dev", { datasets: ["mhealth", "prices", "weather"] }, { weather });
    resources = after.resources;
    difference = differenceOf(before.resources, resources);
  });

  it("appears with its functions, job, machine, schedule and alarms", () => {
    const added = difference.added.filter((key) => !key.includes("data-flow:"));
    assert.deepEqual(
      added.filter((key) => /lambda|glue|sfn|scheduler|sqs|cloudwatch\.MetricAlarm/.test(key)),
      [
        "weather-convert: lambda.Function",
        "weather-failed: cloudwatch.MetricAlarm",
        "weather-ingest: lambda.Function",
        "weather-publish: lambda.Function",
        "weather-quarantined: cloudwatch.MetricAlarm",
        "weather-schedule-dead-letters-policy: sqs.QueuePolicy",
        "weather-schedule-dead-letters: sqs.Queue",
        "weather-schedule-undelivered: cloudwatch.MetricAlarm",
        "weather-schedule: scheduler.Schedule",
        "weather-timed-out: cloudwatch.MetricAlarm",
        "weather-transform: glue.Job",
        "weather: sfn.StateMachine",
      ],
    );
  });

  it("changes nothing of what was there", () => {
    assert.deepEqual(difference.changed, {});
    assert.deepEqual(difference.removed, []);
  });

  it("gives its roles nothing of the other data set's", () => {
    const foreign = permissions(resources).filter(
      ({ role, resource, condition }) =>
        role.startsWith("weather-") && /\/mhealth\/|:mhealth|\/mhealth$/.test(`${resource} ${condition}`),
    );
    assert.deepEqual(foreign, []);
    assert.ok(permissions(resources).some(({ resource }) => resource.endsWith("/raw/weather/*")));
  });
});

describe("a data set of files at addresses, whose contract names secrets", () => {
  const secret = { secret: "AIR_KEY" };
  const source = { kind: "files", urls: ["https://example.org/{date}.csv"], query: { key: secret } } as const;
  let without: StackRun;
  let run: StackRun;

  before(async function () {
    without = await runStack("prod");
    run = await runStack("prod", { datasets: ["mhealth", "prices", "air"] }, { air: air(source) });
  });

  it("appears with its secret, which has no value in the stack, whatever the setting says", () => {
    const { added, changed, removed } = differenceOf(without.resources, run.resources);
    assert.deepEqual([changed, removed], [{}, []]);
    assert.deepEqual(
      added.filter((key) => key.includes("secretsmanager")),
      ["air-credentials: secretsmanager.Secret"],
    );
  });

  it("lets its function read that secret, and nobody else", () => {
    const own = permissions(run.resources).filter(({ role }) => role.startsWith("air-"));
    golden(
      "test/golden/program/files/permissions.txt",
      own
        .map(({ role, action, resource, condition }) =>
          `${role}: ${action} on ${resource} ${condition}`.trim(),
        )
        .join("\n"),
    );
    assert.deepEqual(
      permissions(run.resources)
        .filter(({ action }) => action.startsWith("secretsmanager:"))
        .map(({ role }) => role),
      ["air-ingest-role"],
    );
  });

  it("breaks no rule", () => {
    const broken = verdicts(judged("prod", run)).filter(({ status }) => status === "broken");
    assert.deepEqual(broken, []);
  });

  it("costs 40 cents a month for the secret, which the stack's floor says", () => {
    const secretsOf = ({ outputs }: StackRun) =>
      (outputs["monthlyFloorUsd"] as Cost).items.filter(({ what }) => /secret/.test(what));
    assert.deepEqual([secretsOf(without), secretsOf(run)], [[], [{ what: "1 secret", usd: 0.4 }]]);
  });
});

describe("two stacks in one account and region", () => {
  it("share no name that the program says itself", async function () {
    const names = async (stack: string) =>
      (await runStack(stack)).resources.flatMap(({ type, inputs }) =>
        ["name", "bucket"].flatMap((key) =>
          // The bucket of a resource beside it is no name of its own, and nor is a name that Pulumi made up.
          typeof inputs[key] === "string" && !(key === "bucket" && !type.endsWith(":Bucket"))
            ? [`${type} ${inputs[key]}`]
            : [],
        ),
      );
    const [dev, prod] = [await names("dev"), await names("prod")];
    assert.deepEqual(
      dev.filter((name) => prod.includes(name)),
      [],
    );
    assert.ok(dev.some((name) => name.endsWith(" data_flow_dev")));
    assert.ok(dev.some((name) => name.endsWith(" /data-flow/dev/mhealth-ingest")));
  });
});
