import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { StateMachine } from "aws-local-stepfunctions";
import {
  Alarms,
  ConvertFn,
  DataLake,
  GlueConvert,
  GlueTransform,
  IngestFn,
  Pipeline,
  PublishFn,
} from "../../components";
import { mhealth } from "../../datasets/mhealth";
import type { RecordedResource } from "../../policy/resource";
import * as retries from "../../workflow/retries";
import { find, record } from "../components/record";
import { runStack } from "../program/stacks";
import { definitionOf, execute, executionArn, tasksOf, type Execution, type Task } from "./execution";
import type { JobRequest } from "./glue";

const states = ["Ingest", "ConvertPart", "ConvertSpark", "Transform", "Publish"] as const;
type State = (typeof states)[number];

/** How often each state is tried in all, in the order of `states`, by what it fails with. */
const tries: readonly {
  readonly what: string;
  readonly names: readonly string[];
  readonly counts: readonly number[];
}[] = [
  {
    what: "what waiting does not mend",
    names: [
      ...["StoreFull", "StoreReadOnly", "StoreUnsupported", "KeyRefused", "OutOfMemory"],
      ...["PythonMissing", "PythonPackagesMissing", "JavaMissing"],
    ],
    counts: [1, 1, 1, 1, 1],
  },
  {
    what: "troubles of Lambda",
    names: [
      ...[
        "ServiceException",
        "AWSLambdaException",
        "SdkClientException",
        "ClientExecutionTimeoutException",
      ].map((name) => `Lambda.${name}`),
      "Lambda.Unknown",
    ],
    counts: [4, 4, 2, 2, 4],
  },
  {
    what: "an account that runs no more functions at once",
    names: ["Lambda.TooManyRequestsException"],
    counts: [11, 11, 2, 2, 11],
  },
  { what: "a function out of time", names: ["Sandbox.Timedout", "States.Timeout"], counts: [2, 2, 2, 2, 2] },
  {
    what: "troubles of the services that a function asks",
    names: [
      ...["StoreUnavailable", "StoreChanged", "StoreDamaged"],
      ...["CatalogUnavailable", "SecretsUnavailable", "WarehouseUnavailable"],
    ],
    counts: [4, 4, 2, 2, 4],
  },
  {
    what: "a source that is busy, down or changing",
    names: ["SourceChanged", "SourceThrottled", "SourceUnavailable"],
    counts: [4, 1, 2, 2, 1],
  },
  { what: "a damaged download", names: ["SourceDamaged"], counts: [2, 1, 2, 2, 1] },
  {
    what: "a job that runs too often already",
    names: ["Glue.ConcurrentRunsExceededException"],
    counts: [1, 1, 11, 11, 1],
  },
  { what: "a job that failed", names: ["States.TaskFailed"], counts: [1, 1, 2, 2, 1] },
  {
    what: "others who publish at the same moment",
    names: ["CatalogConflict", "PublishContended"],
    counts: [1, 1, 2, 2, 4],
  },
  { what: "a name that no retrier knows", names: ["SomethingElse"], counts: [1, 1, 2, 2, 1] },
];

/** A machine with its surroundings, and the names that its tasks must have. */
interface Machine {
  readonly resources: readonly RecordedResource[];
  readonly convert: "lambda" | "spark";
}

/** Executes the machine of a program; tasks that are not given succeed. */
function start({ resources, convert }: Machine, tasks: Readonly<Record<string, Task>>): Promise<Execution> {
  const counts = { base: 2, parts: 1, records: 9, merged: "base/mhealth/night-0/a/" };
  const usual: Record<State | "Notify", Task> = {
    Ingest: ({ run }) => ({ dataset: "mhealth", run, date: "2026-03-01", changed: true, convert, ...counts }),
    ConvertPart: () => ({}),
    ConvertSpark: () => ({ Id: "jr_1" }),
    Transform: () => ({ Id: "jr_2" }),
    Publish: () => ({ status: "published" }),
    Notify: () => ({}),
  };
  return execute(definitionOf(resources, "mhealth"), "night-1", {}, { ...usual, ...tasks });
}

const failing = (name: string): Task => {
  return () => {
    throw Object.assign(new Error(`${name} happened`), { name });
  };
};

/** The arguments without which a script of glue/ does not start. */
function required(script: string): string[] {
  const text = readFileSync(`glue/${script}.py`, "utf8");
  const loop = /for name in \(([^)]*)\):\s+parser\.add_argument\(f"--\{name\}", required=True/.exec(text);
  assert.ok(loop, `glue/${script}.py declares its arguments in another way`);
  const alone = text.matchAll(/add_argument\("--(\w+)", required=True/g);
  const names = [...loop[1]!.matchAll(/"(\w+)"/g), ...alone].map(([, name]) => `--${name}`);
  return names.sort();
}

/** A pipeline that converts by Spark, as index.ts wires it. */
const withSpark = () => {
  const lake = new DataLake("lake");
  const on = { lake, dataset: { ...mhealth, convert: "spark" as const } };
  new Pipeline("mhealth", {
    ...on,
    alarms: new Alarms("alarms", { lake }),
    steps: {
      ingest: new IngestFn("mhealth-ingest", on),
      convert: new ConvertFn("mhealth-convert", on),
      convertSpark: new GlueConvert("mhealth-convert-spark", on),
      transform: new GlueTransform("mhealth-transform", on),
      publish: new PublishFn("mhealth-publish", on),
    },
  });
};

describe("the program's state machine", function () {
  let program: Machine;
  let spark: Machine;
  before(async () => {
    spark = { resources: await record(withSpark), convert: "spark" };
    program = { resources: (await runStack("dev")).resources, convert: "lambda" };
  });
  const machineOf = (state: State) => (state === "ConvertSpark" ? spark : program);

  it("is valid Amazon States Language, with Spark's conversion and without", () => {
    for (const { resources } of [program, spark])
      new StateMachine(definitionOf(resources, "mhealth") as never);
  });

  it("knows no retrier of which this test says nothing", () => {
    const known = Object.values(retries)
      .flat()
      .flatMap(({ ErrorEquals }) => ErrorEquals);
    // Any failure of Notify itself, below.
    const tested = ["States.ALL", ...tries.flatMap(({ names }) => names)];
    assert.deepEqual(
      [...new Set(known)].filter((name) => !tested.includes(name)),
      [],
    );
  });

  for (const [index, state] of states.entries())
    for (const { what, names, counts } of tries)
      it(`tries ${state} ${counts[index] === 1 ? "once" : `${counts[index]} times`} for ${what}, then tells the topic and fails by its name`, async () => {
        const machine = machineOf(state);
        for (const name of names) {
          const { calls, error } = await start(machine, { [state]: failing(name) });
          assert.equal(calls.filter((call) => call.state === state).length, counts[index], name);
          const [last, ...more] = calls.filter((call) => call.state === "Notify");
          assert.equal(more.length, 0);
          assert.equal(calls.at(-1), last, "nothing comes after Notify");
          assert.deepEqual(last?.given, {
            TopicArn: find(machine.resources, "alarms", "aws:sns/topic:Topic").outputs["arn"],
            Subject: "mhealth failed",
            Message: {
              dataset: "mhealth",
              run: "night-1",
              error: name,
              cause: `${name} happened`,
              execution: executionArn("night-1"),
            },
          });
          assert.deepEqual(error, { name, cause: `${name} happened` });
        }
      });

  it("tries Notify 4 times, and fails by what it was to tell where that does not help", async () => {
    const { calls, error } = await start(program, {
      Publish: failing("RuleBroken"),
      Notify: failing("SNS.InternalErrorException"),
    });
    assert.equal(calls.filter(({ state }) => state === "Notify").length, 4);
    assert.deepEqual(error, { name: "RuleBroken", cause: "RuleBroken happened" });
  });

  it("calls the published version of each function", () => {
    const tasks = tasksOf(definitionOf(program.resources, "mhealth"));
    for (const [state, name] of [
      ["Ingest", "mhealth-ingest"],
      ["ConvertPart", "mhealth-convert"],
      ["Publish", "mhealth-publish"],
    ] as const) {
      const fn = find(program.resources, name, "aws:lambda/function:Function");
      assert.equal(fn.inputs["publish"], true);
      assert.equal(tasks.get(state)?.Resource, fn.outputs["qualifiedArn"]);
    }
  });

  it("waits for the jobs that it starts, and tells them by their names", async () => {
    const { calls } = await start(spark, {});
    for (const [state, name] of [
      ["ConvertSpark", "mhealth-convert-spark"],
      ["Transform", "mhealth-transform"],
    ] as const) {
      const task = tasksOf(definitionOf(spark.resources, "mhealth")).get(state);
      assert.equal(task?.Resource, "arn:aws:states:::glue:startJobRun.sync");
      const { JobName } = calls.find((call) => call.state === state)?.given as unknown as JobRequest;
      assert.equal(JobName, find(spark.resources, name, "aws:glue/job:Job").outputs["name"]);
    }
  });

  for (const [state, script] of [
    ["Transform", "transform"],
    ["ConvertSpark", "convert"],
  ] as const)
    it(`gives glue/${script}.py every argument that it requires, filled in`, async () => {
      const { calls } = await start(spark, {});
      const { Arguments } = calls.find((call) => call.state === state)?.given as unknown as JobRequest;
      const {
        "--scriptLocation": main,
        "--extra-py-files": modules,
        // Glue's own, which install the script's packages.
        "--additional-python-modules": packages,
        "--python-modules-installer-option": installer,
        ...own
      } = Arguments;
      assert.equal(packages !== undefined && installer !== undefined, script === "convert");
      assert.deepEqual(Object.keys(own).sort(), required(script));
      const bucket = find(spark.resources, "lake", "aws:s3/bucket:Bucket").id;
      for (const [name, value] of Object.entries(own)) {
        if (name === "--base" || name === "--pointer") continue;
        assert.ok(value.startsWith(`s3://${bucket}/`), `${name} ${value}`);
        assert.equal(value.includes("/night-1/"), name !== "--root", `${name} ${value}`);
      }
      // Not the job's own, which the next deployment changes.
      assert.match(main ?? "", new RegExp(`^s3://${bucket}/scripts/[\\w-]+/[0-9a-f]{16}/${script}\\.py$`));
      assert.match(modules ?? "", new RegExp(`^s3://${bucket}/scripts/[\\w-]+/[0-9a-f]{16}/modules\\.zip$`));
    });

  it("merges an upsert into the rows that Ingest names, by the prefix of their keys", async () => {
    const { calls } = await start(program, {});
    const { Arguments } = calls.find(({ state }) => state === "Transform")?.given as unknown as JobRequest;
    assert.equal(Arguments["--base"], "base/mhealth/night-0/a/");
    assert.equal(Arguments["--pointer"], "2");
  });
});
