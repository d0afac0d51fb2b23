import assert from "node:assert/strict";
import {
  Alarms,
  ConvertFn,
  DataLake,
  GlueTransform,
  IngestFn,
  Pipeline,
  PublishFn,
  Schedule,
  type ScheduleArgs,
} from "../../components";
import { mhealth } from "../../datasets/mhealth";
import { find, record, type Registered } from "./record";

type Case = readonly [name: string, args: Omit<ScheduleArgs, "pipeline">];

const madrid: Case = ["daily", { timeZone: "Europe/Madrid" }];
const tokyo: Case = ["tokyo", { timeZone: "Asia/Tokyo" }];
const weekdays: Case = ["weekdays", { expression: "cron(0 8 ? * MON-FRI *)", timeZone: "Asia/Tokyo" }];
const often: Case = ["often", { expression: "cron(0/15 * * * ? *)" }];
const weekly: Case = ["weekly", { expression: "cron(0 8 ? * MON *)", timeZone: "Asia/Tokyo" }];
const once: Case = ["once", { expression: "cron(0 8 1 1 ? 2030)" }];
const off: Case = ["off", { enabled: false }];

describe("schedules", () => {
  let resources: readonly Registered[];
  before(async () => {
    resources = await record(() => {
      const lake = new DataLake("lake");
      const on = { lake, dataset: mhealth };
      const pipeline = new Pipeline("mhealth", {
        ...on,
        steps: {
          ingest: new IngestFn("ingest", on),
          convert: new ConvertFn("convert", on),
          transform: new GlueTransform("transform", on),
          publish: new PublishFn("publish", on),
        },
        alarms: new Alarms("alarms", { lake }),
      });
      for (const [name, args] of [madrid, tokyo, weekdays, often, weekly, once, off])
        new Schedule(name, { pipeline, ...args });
    });
  });
  const scheduleOf = ([name]: Case) => find(resources, name, "aws:scheduler/schedule:Schedule").inputs;
  const hoursOf = ([name]: Case) => {
    const alarm = resources.find((each) => each.name === `${name}-no-success`)?.inputs;
    if (alarm) assert.equal(alarm["datapointsToAlarm"], alarm["evaluationPeriods"]);
    return alarm?.["evaluationPeriods"];
  };

  it("follow the contract where nothing else is said", () => {
    const { scheduleExpression, scheduleExpressionTimezone, state } = scheduleOf(off);
    assert.deepEqual(
      [scheduleExpression, scheduleExpressionTimezone, state],
      [mhealth.schedule.expression, mhealth.schedule.timeZone, "DISABLED"],
    );
    assert.equal(scheduleOf(madrid)["state"], "ENABLED");
  });

  it("miss a success after the longest gap and two hours", () => {
    assert.equal(hoursOf(madrid), 27);
    assert.equal(hoursOf(tokyo), 26);
    assert.equal(hoursOf(weekdays), 74);
  });

  it("miss one of what runs often after an hour of the clock's change, too", () =>
    assert.equal(hoursOf(often), 4));

  it("miss none when they are off", () => assert.equal(hoursOf(off), undefined));

  it("miss none where CloudWatch cannot look back so far", () => {
    assert.equal(hoursOf(weekly), undefined);
    assert.equal(hoursOf(once), undefined);
  });

  it("tell of dead letters whether on or off", () => {
    for (const [name] of [madrid, weekly, off]) find(resources, `${name}-undelivered`);
  });

  it("start their own day, however late", () => {
    const { input, retryPolicy } = scheduleOf(madrid)["target"] as Record<string, unknown>;
    assert.deepEqual(JSON.parse(input as string), { scheduledTime: "<aws.scheduler.scheduled-time>" });
    assert.deepEqual(retryPolicy, { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 3600 });
  });
});
