import assert from "node:assert/strict";
import {
  Alarms,
  AnalyzeFn,
  ConvertFn,
  DataLake,
  GlueAnalyze,
  GlueTransform,
  IngestFn,
  LoadFn,
  Pipeline,
  PublishFn,
  Warehouse,
} from "../../components";
import type { Dataset } from "../../contract/dataset";
import { mhealth } from "../../datasets/mhealth";
import { prices } from "../../datasets/prices";
import { sampled } from "./platform";
import { find, record, type Registered } from "./record";
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

/** A pipeline with what follows a published table; `without` leaves some of it out. */
function following(dataset: Dataset, without: readonly ("load" | "analyze" | "sample")[] = []) {
  const lake = new DataLake("lake");
  const alarms = new Alarms("alarms", { lake });
  const on = { lake, dataset };
  const warehouse = new Warehouse("warehouse", { lake, alarms, datasets: [dataset] });
  const make = <T>(step: "load" | "analyze" | "sample", made: () => T) =>
    without.includes(step) ? undefined : made();
  new Pipeline("mhealth", {
    ...on,
    alarms,
    steps: {
      ingest: new IngestFn("ingest", on),
      convert: new ConvertFn("convert", on),
      transform: new GlueTransform("transform", on),
      publish: new PublishFn("publish", on),
      load: make("load", () => new LoadFn("load", { ...on, warehouse })),
      analyze: make("analyze", () => new AnalyzeFn("analyze", on)),
      sample: make("sample", () => new GlueAnalyze("sample", on)),
    },
  });
}

describe("what follows a published table", () => {
  const statesOf = (resources: readonly Registered[]) => Object.keys(definitionOf(resources).States);
  let all: readonly Registered[];
  before(async () => {
    all = await record(() => following(sampled));
  });

  it("is loaded, analysed, sampled and loaded again, by the functions and the job that are given", () => {
    const states = definitionOf(all).States as Record<string, { Resource?: string; Parameters?: object }>;
    const arn = (name: string) =>
      find(all, name, "aws:lambda/function:Function").outputs["qualifiedArn"] as string;
    assert.deepEqual(
      ["Load", "Analyze", "PublishAnalysis", "LoadAnalysis"].map((state) => states[state]?.Resource),
      [arn("load"), arn("analyze"), arn("analyze"), arn("load")],
    );
    const { JobName, Arguments } = states["Sample"]!.Parameters as {
      readonly JobName: string;
      readonly Arguments: Readonly<Record<string, string>>;
    };
    assert.equal(JobName, find(all, "sample", "aws:glue/job:Job").outputs["name"]);
    const { bucket, key } = find(all, "sample-model", "aws:s3/bucketObjectv2:BucketObjectv2").inputs;
    assert.equal(Arguments["--model"], `s3://${String(bucket)}/${String(key)}`);
    assert.match(Arguments["--additional-python-modules"]!, /^[\w.-]+==[\w.+]+(,[\w.-]+==[\w.+]+)*$/);
  });

  it("may be called and started by the machine", () => {
    const { policy } = find(all, "mhealth-policy", "aws:iam/rolePolicy:RolePolicy").inputs;
    for (const name of ["load", "analyze"])
      assert.ok(
        (policy as string).includes(
          `${find(all, name, "aws:lambda/function:Function").outputs["arn"] as string}:*`,
        ),
        name,
      );
    const job = find(all, "sample", "aws:glue/job:Job").outputs["arn"] as string;
    assert.ok((policy as string).includes(`"${job}"`));
  });

  it("is left out where it is not given", async () => {
    const none = statesOf(await record(() => following(prices, ["load", "analyze", "sample"])));
    assert.deepEqual(
      none.filter((state) => /Load|Analy|Sample/.test(state)),
      [],
    );
    const closed = statesOf(await record(() => following(prices, ["sample"])));
    assert.ok(closed.includes("Analyze") && !closed.includes("Sample"));
  });

  it("is refused where a model has nobody to sample it", () =>
    assert.rejects(
      record(() => following(sampled, ["sample"])),
      /The pipeline mhealth analyses with a model but has no step that samples it: set steps\.sample to a GlueAnalyze of prices\./,
    ));

  it("is refused where there is no model to sample", async () => {
    await assert.rejects(
      record(() => following(prices)),
      /prices: sample samples a model, but the data set's analysis has none/,
    );
    await assert.rejects(
      record(() => following({ ...sampled, name: "bonds" })),
      /bonds: its analysis has the engine "pymc", but datasets\/bonds\.model\.py does not exist/,
    );
  });
});

describe("the alarm on quarantined records", () => {
  const threshold = async (platform: "plain" | "full") =>
    find(await recorded(platform), "mhealth-quarantined").inputs["threshold"];
  it("rings from half of what the contract lets pass", async () =>
    assert.equal(await threshold("plain"), mhealth.maxBadRatio / 2));
  it("rings from the ratio that is said", async () => assert.equal(await threshold("full"), 0.25));
});
