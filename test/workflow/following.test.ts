import assert from "node:assert/strict";
import { StateMachine } from "aws-local-stepfunctions";
import { stateMachine } from "../../workflow/machine";
import { arn, interpret, named, tasks } from "./interpret";

const sample = { resource: arn("sample"), parameters: { "of.$": "$.run" } };
const [load, analyze] = [arn("load"), arn("analyze")];
const machines = {
  "a warehouse": stateMachine({ dataset: "d", tasks: { ...tasks, load } }),
  "an analysis": stateMachine({ dataset: "d", tasks: { ...tasks, analyze } }),
  "an analysis by a model": stateMachine({ dataset: "d", tasks: { ...tasks, analyze, sample } }),
  both: stateMachine({ dataset: "d", tasks: { ...tasks, load, analyze, sample } }),
};
const steps = ["Ingest", "ConvertPart", "ConvertPart", "Transform", "Publish"];
const published = { status: "published" };
const unchangedIngest = { Ingest: () => ({ dataset: "d", run: "run-1", changed: false, parts: 0 }) };

describe("what follows a published table", () => {
  for (const [what, machine] of Object.entries(machines))
    it(`with ${what} is valid Amazon States Language`, () => {
      new StateMachine(machine as never);
    });

  describe("the warehouse", () => {
    const machine = machines["a warehouse"];

    it("is asked again, with its own last answer, until it is no longer at work", async () => {
      const events: Record<string, unknown>[] = [];
      const Load = (event: Record<string, unknown>) =>
        events.push(event) < 4
          ? { status: "running", wait: events.length, statement: "s" }
          : { status: "loaded" };
      const { calls, result } = await interpret({ Load }, machine);
      assert.deepEqual(calls, [...steps, "Load", "Load", "Load", "Load"]);
      assert.deepEqual(events[0], { dataset: "d", table: "d", run: "run-1", load: { status: "begin" } });
      assert.deepEqual(events[3]?.["load"], { status: "running", wait: 3, statement: "s" });
      assert.deepEqual(result, { ...published, load: { status: "loaded" } });
    });

    it("is brought up on the unchanged path too", async () => {
      const { calls } = await interpret(
        { ...unchangedIngest, Load: () => ({ status: "unchanged" }) },
        machine,
      );
      assert.deepEqual(calls, ["Ingest", "Publish", "Load"]);
    });

    it("waits as long as the answer says", () => {
      const { WaitLoad } = machine["States"] as Record<string, { SecondsPath?: string }>;
      assert.equal(WaitLoad?.SecondsPath, "$.publish.load.wait");
    });

    it("leads a failure through Notify to Fail with its name", async () => {
      const Load = () => {
        throw named("LoadRowsDiffer");
      };
      const { notified, calls } = await interpret({ Load }, machine);
      assert.deepEqual(calls, [...steps, "Load", "Notify"]);
      assert.equal((notified as { error: { Error: string } }).error.Error, "LoadRowsDiffer");
    });
  });

  describe("the analysis", () => {
    it("follows Publish, and what it answered is told beside what that did", async () => {
      const { calls, events, result } = await interpret(
        { Analyze: () => ({ status: "published", number: 7 }) },
        machines["an analysis"],
      );
      assert.deepEqual(calls, [...steps, "Analyze"]);
      assert.deepEqual(events["Analyze"], { dataset: "d", run: "run-1" });
      assert.deepEqual(result, { ...published, analysis: { status: "published", number: 7 } });
    });

    it("is brought up on the unchanged path too", async () => {
      const { calls } = await interpret(
        { ...unchangedIngest, Analyze: () => ({ status: "unchanged" }) },
        machines["an analysis by a model"],
      );
      assert.deepEqual(calls, ["Ingest", "Publish", "Analyze"]);
    });

    it("samples by a job where the function asks for it, and has what it reported published", async () => {
      const { calls, events } = await interpret(
        {
          Analyze: () => ({ status: "sample" }),
          Sample: () => ({ Id: "jr1" }),
          PublishAnalysis: () => ({ status: "published" }),
        },
        machines["an analysis by a model"],
      );
      assert.deepEqual(calls, [...steps, "Analyze", "Sample", "PublishAnalysis"]);
      assert.deepEqual(events["Sample"], { of: "run-1" });
      assert.deepEqual(events["PublishAnalysis"], { dataset: "d", run: "run-1", attempt: "jr1" });
    });

    for (const [state, error, tries] of [
      ["Analyze", "AnalysisBroken", 1],
      ["Analyze", "StoreUnavailable", 4],
      ["Analyze", "CatalogConflict", 4],
      ["Sample", "States.TaskFailed", 2],
      ["Sample", "Glue.ConcurrentRunsExceededException", 11],
      ["PublishAnalysis", "ModelNotConverged", 1],
    ] as const)
      it(`tries ${state} ${tries} times in all when it fails with ${error}, then tells it`, async () => {
        const { calls, notified } = await interpret(
          {
            Analyze: () => ({ status: "sample" }),
            Sample: () => ({ Id: "jr1" }),
            PublishAnalysis: () => ({ status: "published" }),
            [state]: () => {
              throw named(error);
            },
          },
          machines["an analysis by a model"],
        );
        assert.equal(calls.filter((call) => call === state).length, tries);
        assert.equal((notified as { error: { Error: string } }).error.Error, error);
      });
  });

  describe("both", () => {
    const loads = () => {
      const tables: unknown[] = [];
      const Load = ({ table }: Record<string, unknown>) => tables.push(table) && { status: "loaded" };
      return { tables, handlers: { Load, LoadAnalysis: Load } };
    };

    it("analyse the table, load it, and load the analysis", async () => {
      const { tables, handlers } = loads();
      const Analyze = () => ({ status: "unchanged", number: 3 });
      const { calls, result } = await interpret({ ...handlers, Analyze }, machines.both);
      assert.deepEqual(calls, [...steps, "Analyze", "Load", "LoadAnalysis"]);
      assert.deepEqual(tables, ["d", "d_posterior"]);
      assert.deepEqual(result, {
        ...published,
        analysis: { status: "unchanged", number: 3 },
        load: { status: "loaded" },
        loadAnalysis: { status: "loaded" },
      });
    });

    it("load no analysis of a table that never had a row", async () => {
      const { tables, handlers } = loads();
      const Analyze = () => ({ status: "empty", number: 0 });
      const { calls, notified } = await interpret({ ...handlers, Analyze }, machines.both);
      assert.deepEqual(calls, [...steps, "Analyze", "Load"]);
      assert.deepEqual([tables, notified], [["d"], undefined]);
    });

    it("load what a sampled model made", async () => {
      const { tables, handlers } = loads();
      const sampled = {
        Analyze: () => ({ status: "sample", number: 0 }),
        Sample: () => ({ Id: "jr1" }),
        PublishAnalysis: () => ({ status: "published", number: 1 }),
      };
      await interpret({ ...handlers, ...sampled }, machines.both);
      assert.deepEqual(tables, ["d", "d_posterior"]);
    });

    it("have analysed the table when the warehouse cannot be loaded", async () => {
      const Load = () => {
        throw named("ColumnTypeChanged");
      };
      const { calls } = await interpret(
        { Load, Analyze: () => ({ status: "published", number: 1 }) },
        machines.both,
      );
      assert.deepEqual(calls, [...steps, "Analyze", "Load", "Notify"]);
    });
  });
});
