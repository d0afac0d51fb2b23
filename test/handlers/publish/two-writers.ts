/** The meetings of two publishes whose calls the tests interleave. */
import assert from "node:assert/strict";
import { published } from "../../../contract/keys";
import type { Pointer } from "../../../core/run/documents";
import { makePublish, type PublishEvent, type PublishResult } from "../../../handlers/publish";
import { makeConflicts } from "./conflicts";
import { checkConverged, checkStatus } from "./invariants";
import { explore, intercept, interleave, type Around } from "./schedule";
import {
  changed,
  dataset,
  makeWorld,
  unchanged,
  writeRun,
  writeTransform,
  type RunOptions,
  type World,
} from "./world";

export interface Meeting {
  readonly title: string;
  /** Published one after the other before the two begin. */
  readonly before?: readonly RunOptions[];
  readonly runs: readonly RunOptions[];
  readonly events: readonly PublishEvent[];
  readonly expect: (statuses: readonly string[], all: readonly Pointer[]) => void;
}

const old = { run: "old", content: "x" };
const later = "2026-03-02";

export const meetings: readonly Meeting[] = [
  {
    title: "same date, same content: one publishes, the other is a duplicate",
    runs: [
      { run: "a", content: "x" },
      { run: "b", content: "x" },
    ],
    events: [changed("a", 0), changed("b", 0)],
    expect: (statuses) => assert.deepEqual([...statuses].sort(), ["duplicate", "published"]),
  },
  {
    title: "same date, other content: both publish",
    runs: [{ run: "a" }, { run: "b", column: "column_2" }],
    events: [changed("a", 0), changed("b", 0)],
    expect: (statuses) => assert.deepEqual(statuses, ["published", "published"]),
  },
  {
    title: "an older and a newer date: the newer is the table",
    before: [old],
    runs: [{ run: "a" }, { run: "b", date: later, column: "column_2" }],
    events: [changed("a", 1), changed("b", 1, later)],
    expect: (statuses, all) => {
      assert.ok(["published,published", "kept,published"].includes(statuses.join()));
      assert.equal(all.at(-1)?.run, "b");
    },
  },
  {
    title: "both forced again: one publishes, the other is a duplicate",
    before: [old],
    runs: [
      { run: "a", content: "x" },
      { run: "b", content: "x" },
    ],
    events: [changed("a", 1), changed("b", 1)],
    expect: (statuses) => assert.deepEqual([...statuses].sort(), ["duplicate", "published"]),
  },
  {
    title: "two tries of one run: one pointer, both say published",
    before: [old],
    runs: [{ run: "a" }],
    events: [changed("a", 1), changed("a", 1)],
    expect: (statuses, all) => {
      assert.deepEqual(statuses, ["published", "published"]);
      assert.equal(all.length, 2);
    },
  },
  {
    title: "a publish and an unchanged run: the catalog ends at the new run",
    before: [old],
    runs: [{ run: "a", column: "column_2" }],
    events: [changed("a", 1), unchanged("c", 1)],
    expect: (statuses) => assert.deepEqual(statuses, ["published", "unchanged"]),
  },
];

const upsert = { mode: "upsert", base: 1 } as const;
const oldUpsert = { ...old, mode: "upsert" } as const;

/** Meetings in which a loser is transformed again, on what the winner published. */
export const mergedMeetings: readonly Meeting[] = [
  {
    title: "two upserts: both publish, one merged into the other",
    before: [oldUpsert],
    runs: [
      { run: "a", ...upsert },
      { run: "b", ...upsert },
    ],
    events: [changed("a", 1), changed("b", 1)],
    expect: (statuses, all) => {
      assert.deepEqual(statuses, ["published", "published"]);
      assert.equal(all.length, 3);
    },
  },
  {
    title: "an upsert of a day that comes late: both publish, in any order",
    before: [oldUpsert],
    runs: [
      { run: "a", date: "2026-02-01", ...upsert },
      { run: "b", date: later, ...upsert },
    ],
    events: [changed("a", 1, "2026-02-01"), changed("b", 1, later)],
    expect: (statuses, all) => {
      assert.deepEqual(statuses, ["published", "published"]);
      assert.equal(all.length, 3);
    },
  },
  {
    title: "two upserts of one date and content: one publishes, the other is a duplicate",
    before: [oldUpsert],
    runs: [
      { run: "a", content: "y", ...upsert },
      { run: "b", content: "y", ...upsert },
    ],
    events: [changed("a", 1), changed("b", 1)],
    expect: (statuses) => assert.deepEqual([...statuses].sort(), ["duplicate", "published"]),
  },
  {
    title: "two tries of one upsert: one pointer, both say published",
    before: [oldUpsert],
    runs: [{ run: "a", ...upsert }],
    events: [changed("a", 1), changed("a", 1)],
    expect: (statuses, all) => {
      assert.deepEqual(statuses, ["published", "published"]);
      assert.equal(all.length, 2);
    },
  },
  {
    title: "two runs that replace the table by other columns: no id is given to two columns",
    before: [{ ...old, fieldIds: true }],
    runs: [
      { run: "a", column: "column_2", base: 1, fieldIds: true },
      { run: "b", column: "column_3", base: 1, fieldIds: true },
    ],
    events: [changed("a", 1), changed("b", 1)],
    expect: (statuses, all) => {
      assert.deepEqual(statuses, ["published", "published"]);
      assert.deepEqual(
        all.map(({ identity }) => identity?.table.map(({ fieldId }) => fieldId)),
        [[1], [2], [3]],
      );
    },
  },
  {
    title: "the first two upserts of a table",
    runs: [
      { run: "a", mode: "upsert" },
      { run: "b", mode: "upsert" },
    ],
    events: [changed("a", 0), changed("b", 0)],
    expect: (statuses) => assert.deepEqual(statuses, ["published", "published"]),
  },
];

/** Three upserts at once. */
export const threeMerged: Meeting = {
  title: "three upserts at once",
  before: [oldUpsert],
  runs: ["a", "b", "c"].map((run) => ({ run, ...upsert })),
  events: [changed("a", 1), changed("b", 1), changed("c", 1)],
  expect: (statuses, all) => {
    assert.deepEqual(statuses, ["published", "published", "published"]);
    assert.equal(all.length, 4);
  },
};

/** Three at once: any order of dates in the pointers is right as long as it never goes back. */
export const three: Meeting = {
  title: "three at once, two of one content, one of a later date",
  before: [old],
  runs: [
    { run: "a", content: "y" },
    { run: "b", content: "y", column: "column_1" },
    { run: "c", date: later, column: "column_2" },
  ],
  events: [changed("a", 1), changed("b", 1), changed("c", 1, later)],
  expect: (_, all) => assert.equal(all.at(-1)?.run, "c"),
};

/** Says of each call of one process, in its order, whether it waits for its turn. */
export type Waits = (process: number) => (name: string) => boolean;

export const everyCall: Waits = () => () => true;

/**
 * Calls whose order between processes can matter: listing and creating pointers, and the catalog. All others
 * read or write what is one run's own, or a pointer, which never changes; and the sweep's look at the pointers,
 * the second after a look at the catalog, changes nothing here, where nothing is due.
 */
export const sharedCalls: Waits = () => {
  let looks: number | undefined;
  return (name) => {
    if (name.startsWith("catalog.")) {
      looks = 0;
      return true;
    }
    if (!name.includes(published(dataset)) || name.startsWith("store.get")) return false;
    if (looks !== undefined) looks += 1;
    return looks === undefined || looks === 1;
  };
};

/** Lets a meeting happen in every order of the calls that `which` names. Returns the number of orders. */
export async function meet(meeting: Meeting, which: Waits, preemptions?: number): Promise<number> {
  const ready = await prepare(meeting);
  return explore(async (choose) => {
    const world = await again(ready);
    const order: string[] = [];
    const results: PublishResult[] = [];
    const processes = meeting.events.map((event, i) => async (turn: Around) => {
      const waits = which(i);
      const around: Around = (name, effect) =>
        waits(name)
          ? turn(name, () => {
              order.push(`${i} ${name}`);
              return effect();
            })
          : effect();
      results[i] = await publishAsMachine(world, around, meeting, event);
    });
    try {
      await interleave(processes, choose);
      const all = await checkConverged(world);
      for (const result of results) checkStatus(result, all);
      meeting.expect(
        results.map(({ status }) => status),
        all,
      );
      assert.deepEqual(world.warnings, []);
    } catch (error) {
      throw new Error(`in this order:\n${order.join("\n")}`, { cause: error });
    }
  }, preemptions);
}

/**
 * Lets a meeting happen in every order with so many interruptions at any call, less those that come to the same.
 * Returns the number of orders.
 */
export async function meetAtConflicts(meeting: Meeting, preemptions: number): Promise<number> {
  const { waits, learn } = makeConflicts(meeting.events.length);
  for (let most = 0; ; most = Math.min(most + 1, preemptions)) {
    const orders = await meet(meeting, waits, most);
    if (!learn() && most === preemptions) return orders;
  }
}

/** Publishes, and transforms and publishes again on the new base as often as the state machine does. */
async function publishAsMachine(
  world: World,
  around: Around,
  { runs }: Meeting,
  event: PublishEvent,
): Promise<PublishResult> {
  const publish = makePublish(intercept(world, around));
  let result = await publish(event);
  for (let rebases = 1; result.status === "rebase" && rebases <= 3; rebases += 1) {
    const { base } = result;
    assert.ok(base !== undefined && base > event.base);
    const run = runs.find((each) => each.run === event.run);
    await writeTransform(world, { ...run, run: event.run, base }, `r${rebases}`);
    result = await publish(changed(event.run, base, event.date, `r${rebases}`));
  }
  return result;
}

async function prepare({ before = [], runs }: Meeting): Promise<World> {
  const world = makeWorld();
  for (const [i, run] of before.entries()) {
    await writeRun(world, { ...run, base: i });
    await makePublish(world)(changed(run.run, i, run.date));
  }
  for (const run of runs) await writeRun(world, run);
  return world;
}

/** A copy of a world: objects are never changed in place, so the copy is shallow. */
async function again(ready: World): Promise<World> {
  const world = makeWorld();
  for (const [key, bytes] of ready.store.objects) world.store.objects.set(key, bytes);
  for (const [i, entry] of ready.catalog.history(dataset).entries()) {
    await world.catalog.put(dataset, entry, i === 0 ? undefined : String(i));
  }
  return world;
}
