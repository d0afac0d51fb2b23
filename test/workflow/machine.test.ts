import assert from "node:assert/strict";
import { StateMachine } from "aws-local-stepfunctions";
import { archiveFailures } from "../../core/archive/archive-failures";
import { retryableSourceFailures } from "../../core/sources/source-failures";
import { localMachine } from "../../local/flow";
import { arn, definition, interpret, named, tasks } from "./interpret";
import { stateMachine } from "../../workflow/machine";

const withSpark = stateMachine({
  dataset: "d",
  tasks: { ...tasks, convertSpark: { resource: arn("spark"), parameters: { "of.$": "$.run" } } },
});

describe("the state machine", () => {
  for (const [what, checked] of Object.entries({
    "without Spark's conversion": definition,
    "with it": withSpark,
    "of a laptop": localMachine("d"),
  })) {
    it(`${what} is valid Amazon States Language`, () => {
      new StateMachine(checked as never);
    });
  }

  it("converts every part by its number, then transforms and publishes", async () => {
    const parts: unknown[] = [];
    const { calls, events } = await interpret({ ConvertPart: (event) => parts.push(event) });
    assert.deepEqual(calls, ["Ingest", "ConvertPart", "ConvertPart", "Transform", "Publish"]);
    assert.deepEqual(parts, [
      { dataset: "d", run: "run-1", part: 0 },
      { dataset: "d", run: "run-1", part: 1 },
    ]);
    assert.deepEqual(events["Ingest"], { run: "run-1", input: { date: "2026-01-01" } });
    assert.deepEqual(events["Publish"]?.["transform"], { attempt: "a1" });
    assert.equal(events["Publish"]?.["run"], "run-1");
  });

  it("goes straight to Publish when nothing changed", async () => {
    const { calls } = await interpret({
      Ingest: () => ({ dataset: "d", run: "run-1", changed: false, parts: 0 }),
    });
    assert.deepEqual(calls, ["Ingest", "Publish"]);
  });

  it("transforms an empty stage when there is no part to convert", async () => {
    const { calls } = await interpret({
      Ingest: () => ({ dataset: "d", run: "run-1", changed: true, base: 0, merged: "none", parts: 0 }),
    });
    assert.deepEqual(calls, ["Ingest", "Transform", "Publish"]);
  });

  for (const state of ["Ingest", "ConvertPart", "Transform", "Publish"]) {
    it(`leads a failure of ${state} through Notify to Fail with its name and cause`, async () => {
      const { notified, result } = await interpret({
        [state]: () => {
          throw named("RuleBroken", "id_range is broken in 3 rows");
        },
      });
      assert.deepEqual(notified, {
        run: "run-1",
        error: { Error: "RuleBroken", Cause: "id_range is broken in 3 rows" },
      });
      assert.ok(result instanceof Error);
    });
  }

  for (const [state, error, tries] of [
    ["Ingest", "SourceUnauthorized", 1],
    ["Ingest", "Lambda.TooManyRequestsException", 11],
    ["ConvertPart", "Lambda.ServiceException", 4],
    ["ConvertPart", "RowsLost", 1],
    ["Transform", "States.TaskFailed", 2],
    ["Transform", "StoreFull", 1],
    ["Transform", "Glue.ConcurrentRunsExceededException", 11],
    ["Publish", "RuleBroken", 1],
    ["Publish", "PublishContended", 4],
    ["Publish", "CatalogConflict", 4],
    ["Publish", "StoreReadOnly", 1],
    ["Ingest", "SourceDamaged", 2],
    ["Ingest", "Sandbox.Timedout", 2],
    ["ConvertPart", "OutOfMemory", 1],
    ["ConvertPart", "StoreUnavailable", 4],
    ["ConvertPart", "AccessDenied", 1],
    ["Publish", "CatalogUnavailable", 4],
    ["Publish", "CatalogFailed", 1],
    ["Ingest", "SecretsUnavailable", 4],
    ["Ingest", "SecretEmpty", 1],
    ...retryableSourceFailures.map((name) => ["Ingest", name, 4] as const),
    ...archiveFailures.map((name) => ["Ingest", name, 1] as const),
  ] as const) {
    it(`tries ${state} ${tries} times in all when it fails with ${error}`, async () => {
      const { calls } = await interpret({
        [state]: () => {
          throw named(error);
        },
      });
      // Both parts of the Map start before one of them gives up.
      const failing = calls.filter((call) => call === state).length / (state === "ConvertPart" ? 2 : 1);
      assert.equal(Math.floor(failing), tries);
    });
  }

  it("fails with the first error even when the notification fails too", async () => {
    const { calls, result } = await interpret({
      Publish: () => {
        throw named("RuleBroken");
      },
      Notify: () => {
        throw named("TopicGone");
      },
    });
    assert.equal(calls.filter((call) => call === "Notify").length, 4);
    assert.match((result as Error).message, /RuleBroken happened/);
  });

  it("ends with what Publish answers", async () => {
    assert.deepEqual((await interpret({})).result, { status: "published" });
  });

  describe("when a run is to be transformed again", () => {
    const ingested = {
      dataset: "d",
      run: "run-1",
      date: "2026-01-01",
      changed: true,
      base: 4,
      merged: "m4",
      convert: "lambda",
      parts: 1,
    };
    /** Publish that answers `rebase` so many times, each time with a later base. */
    const contended = (times: number) => {
      const transforms: unknown[] = [];
      const publishes: Record<string, unknown>[] = [];
      return {
        transforms,
        publishes,
        handlers: {
          Ingest: () => ingested,
          Transform: (event: unknown) => ({ Id: `a${transforms.push(event)}` }),
          Publish: (event: Record<string, unknown>) =>
            publishes.push(event) > times
              ? { status: "published" }
              : { status: "rebase", base: 4 + publishes.length, merged: `m${4 + publishes.length}` },
        },
      };
    };

    it("transforms and publishes on the new base", async () => {
      const { handlers, transforms, publishes } = contended(1);
      const { calls, result } = await interpret(handlers);
      assert.deepEqual(calls, ["Ingest", "ConvertPart", "Transform", "Publish", "Transform", "Publish"]);
      assert.deepEqual(transforms, [
        { run: "run-1", base: 4, merged: "m4" },
        { run: "run-1", base: 5, merged: "m5" },
      ]);
      const { dataset, run, date, changed, base, transform } = publishes[1] ?? {};
      assert.deepEqual(
        { dataset, run, date, changed, base, transform },
        {
          dataset: "d",
          run: "run-1",
          date: "2026-01-01",
          changed: true,
          base: 5,
          transform: { attempt: "a2" },
        },
      );
      assert.deepEqual(result, { status: "published" });
    });

    it("takes a base without merged rows", async () => {
      const transforms: unknown[] = [];
      let published = 0;
      await interpret({
        Transform: (event) => ({ Id: `a${transforms.push(event)}` }),
        Publish: () =>
          published++ ? { status: "published" } : { status: "rebase", base: 1, merged: "none" },
      });
      assert.deepEqual(transforms.at(-1), { run: "run-1", base: 1, merged: "none" });
    });

    it("does so ten times", async () => {
      const { handlers, transforms } = contended(10);
      assert.deepEqual((await interpret(handlers)).result, { status: "published" });
      assert.equal(transforms.length, 11);
    });

    it("waits in between, each time for a random time within a minute", async () => {
      const waits: number[] = [];
      const { handlers } = contended(10);
      const parameters = { "run.$": "$.run", "merged.$": "$.merged", "rebases.$": "$.rebases" };
      const machine = stateMachine({
        dataset: "d",
        tasks: { ...tasks, transform: { ...tasks.transform, parameters } },
      });
      const Transform = (event: Record<string, unknown>) => {
        const { wait } = event["rebases"] as { wait?: number };
        if (wait !== undefined) waits.push(wait);
        return handlers.Transform(event);
      };
      await interpret({ ...handlers, Transform }, machine);
      assert.equal(waits.length, 10);
      assert.ok(waits.every((wait) => Number.isInteger(wait) && wait >= 0 && wait <= 60));
      const { Rebase, WaitRebase } = machine["States"] as Record<string, object>;
      assert.equal((Rebase as { Next: string }).Next, "WaitRebase");
      assert.deepEqual(WaitRebase, { Type: "Wait", SecondsPath: "$.rebases.wait", Next: "Transform" });
    });

    it("fails with PublishContended the eleventh time", async () => {
      const { handlers, transforms } = contended(11);
      const { notified, result } = await interpret(handlers);
      assert.equal(transforms.length, 11);
      assert.equal((notified as { error: { Error: string } }).error.Error, "PublishContended");
      assert.match((result as Error).message, /others published before this run/);
    });
  });

  describe("with a conversion by Spark", () => {
    const Ingest = ({ run }: Record<string, unknown>) => ({
      dataset: "d",
      run,
      date: "2026-01-01",
      changed: true,
      base: 0,
      merged: "none",
      convert: "spark",
      parts: 5000,
    });

    it("converts all parts at once, however many there are", async () => {
      const { calls, events, result } = await interpret({ Ingest }, withSpark);
      assert.deepEqual(calls, ["Ingest", "ConvertSpark", "Transform", "Publish"]);
      assert.deepEqual(events["ConvertSpark"], { of: "run-1" });
      assert.deepEqual(result, { status: "published" });
    });

    it("converts by Lambda what Ingest leaves to Lambda", async () => {
      const { calls } = await interpret({}, withSpark);
      assert.deepEqual(calls, ["Ingest", "ConvertPart", "ConvertPart", "Transform", "Publish"]);
    });

    it("starts no job where there is nothing to convert", async () => {
      const { calls } = await interpret({ Ingest: (event) => ({ ...Ingest(event), parts: 0 }) }, withSpark);
      assert.deepEqual(calls, ["Ingest", "Transform", "Publish"]);
    });

    for (const [error, tries] of [
      ["States.TaskFailed", 2],
      ["StoreFull", 1],
      ["Glue.ConcurrentRunsExceededException", 11],
    ] as const) {
      it(`tries it ${tries} times in all when it fails with ${error}, then tells it`, async () => {
        const ConvertSpark = () => {
          throw named(error);
        };
        const { calls, notified } = await interpret({ Ingest, ConvertSpark }, withSpark);
        assert.equal(calls.filter((call) => call === "ConvertSpark").length, tries);
        assert.equal((notified as { error: { Error: string } }).error.Error, error);
      });
    }

    it("is refused by name, and told, by a machine that has no task for it", async () => {
      const { calls, notified, result } = await interpret({ Ingest });
      assert.deepEqual(calls, ["Ingest", "Notify"]);
      const { Error: name, Cause: cause } = (notified as { error: { Error: string; Cause: string } }).error;
      assert.equal(name, "ConvertSparkMissing");
      assert.match(cause, /^d: .*made without a job/);
      assert.ok(result instanceof Error);
    });

    it("has no such state where no task is given", () => {
      assert.equal("ConvertSpark" in (definition["States"] as object), false);
    });
  });
});
