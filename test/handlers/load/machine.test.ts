import assert from "node:assert/strict";
import { StateMachine } from "aws-local-stepfunctions";
import { stateMachine } from "../../../workflow/machine";
import type { LoadEvent } from "../../../handlers/load";
import { temporaryHome } from "../../local/temporary-home";
import { openWorld, type World } from "./world";

const arn = (name: string) => `arn:aws:lambda:eu-central-1:123456789012:function:${name}:1`;
const job = (name: string) => ({ resource: arn(name), parameters: { "error.$": "$.error" } });
const definition = stateMachine({
  dataset: "prices",
  tasks: {
    ...{ ingest: arn("ingest"), convert: arn("convert"), publish: arn("publish"), load: arn("load") },
    ...{ analyze: arn("analyze"), notify: job("notify") },
    transform: { resource: arn("transform"), parameters: { "run.$": "$.run" } },
  },
});

describe("the state machine, loading", () => {
  const home = temporaryHome();
  let world: World;
  beforeEach(async () => {
    world = await openWorld(home());
    await world.publish({ number: 1, columns: { symbol: "string" }, files: ["values ('AAPL')"] });
  });

  /** Interprets an unchanged run; the function is the real one. */
  async function interpret(load: (event: LoadEvent) => Promise<unknown> = world.load) {
    const events: LoadEvent[] = [];
    let notified: unknown;
    const unchanged = { dataset: "prices", date: "2026-02-28", changed: false, parts: 0 };
    const handlers = {
      Ingest: ({ run }: { run: string }) => Promise.resolve({ ...unchanged, run }),
      Publish: () => Promise.resolve({ status: "unchanged" }),
      Analyze: async () => {
        const columns = { symbol: "string" } as const;
        await world.publish({
          ...{ table: "prices_posterior", number: 1, columns, files: ["values ('AAPL')"], analysis: true },
        });
        return { status: "published", number: 1 };
      },
      Load: (event: LoadEvent) => load((events.push(event), event)),
      LoadAnalysis: (event: LoadEvent) => load((events.push(event), event)),
      Notify: (event: unknown) => Promise.resolve((notified = event) && {}),
    };
    const machine = new StateMachine(definition as never, { validationOptions: { noValidate: true } });
    const { result } = machine.run(
      {},
      {
        overrides: {
          taskResourceLocalHandlers: handlers as never,
          waitTimeOverrides: { WaitLoad: 0, WaitLoadAnalysis: 0 },
          retryIntervalOverrides: { Load: 0 },
        },
        context: { Execution: { Name: "night-1", Input: {}, StartTime: "2026-03-01T00:00:00Z" } },
      },
    );
    return { result: await result.catch((error: unknown) => error), events, notified };
  }

  it("is valid Amazon States Language", () => {
    new StateMachine(definition as never);
  });

  it("asks the function again until the table is loaded, then the table of the analysis", async () => {
    world.warehouse.slowness = 3;
    const { result, events } = await interpret();
    const { status, load, loadAnalysis } = result as Record<string, { status: string } | undefined>;
    assert.deepEqual([status, load?.status, loadAnalysis?.status], ["unchanged", "loaded", "loaded"]);
    // Begin, three times running and once answered, of the question and of the transaction.
    const of = (table: string) => events.filter((event) => event.table === table);
    assert.deepEqual([of("prices").length, of("prices_posterior").length], [9, 9]);
    assert.deepEqual(events[0], {
      dataset: "prices",
      table: "prices",
      run: "night-1",
      load: { status: "begin" },
    });
    assert.deepEqual(await world.rows(), [{ symbol: "AAPL" }]);
    assert.deepEqual(await world.rows("prices_posterior"), [{ symbol: "AAPL" }]);
  });

  it("tells a load that failed by its name", async () => {
    world.warehouse.killAfter = 3;
    const { result, notified } = await interpret();
    assert.ok(result instanceof Error);
    assert.equal((notified as { error: { Error: string } }).error.Error, "LoadFailed");
  });

  it("asks again when the warehouse does not answer", async () => {
    let calls = 0;
    const { events } = await interpret((event) => {
      if (calls++ > 2) return world.load(event);
      throw Object.assign(new Error("throttled"), { name: "WarehouseUnavailable" });
    });
    assert.equal(events.filter(({ load }) => load.status === "begin").length, 5);
    assert.deepEqual(await world.numbers(), [1]);
  });
});
