import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { mhealth } from "../../datasets/mhealth";
import { makeLocalPorts } from "../../local/local-ports";
import { openQuery } from "../../local/query";
import { run } from "../../local/run";
import { start } from "../cli/command";
import type { Death, Fate } from "./child";

const child = resolve(__dirname, "child.js");
const quiet = { progress: () => undefined, warn: () => undefined };
const nobody = { begin: () => undefined, end: () => undefined };
const oldDay = "2026-03-01";
const newDay = "2026-03-02";
const oldRows = 130;
const newRows = 260;
const keepDays = 30;
/** Runs that die in one process: what is left of each of them stays in its memory. */
const together = 12;

/** Ports of a home whose clock is so many days ahead. */
function portsOf(home: string, days = 0) {
  const clock = {
    now: () => new Date(Date.now() + days * 86_400_000),
    sleep: () => Promise.resolve(),
    random: Math.random,
  };
  return makeLocalPorts({ home, log: quiet, clock });
}

/** What a reader of the table sees: its rows as one text, or nothing while there is no table. */
async function table(home: string): Promise<{ rows: number; digest: string } | undefined> {
  const query = await openQuery(portsOf(home));
  try {
    const { rows } = await query.query(
      `select count(*)::int as n, md5(string_agg(t::varchar, '\n' order by id, timestamp)) as digest from mhealth as t`,
    );
    return { rows: Number(rows[0]?.[0]), digest: rows[0]?.[1] as string };
  } finally {
    query.close();
  }
}

const runDay = (home: string, rows: number, date: string, days = 0) =>
  run(mhealth, { rows, date }, portsOf(home, days), nobody);

/** Lets runs of the new day die in one process; what became of each. */
const inChild = (deaths: readonly Death[]) =>
  new Promise<Fate[]>((done, reject) => {
    const args = [child, `${newRows}`, newDay, JSON.stringify(deaths)];
    execFile(process.execPath, args, (error, stdout, stderr) => {
      if (error?.signal === "SIGKILL") done(JSON.parse(stdout) as Fate[]);
      else reject(new Error(`the child was not killed: ${error?.message} ${stderr}`));
    });
  });

/** Names of runs that have any key in the home: the third folder of a key of data, the fourth of state. */
async function runsIn(home: string): Promise<string[]> {
  const names = new Set<string>();
  const { store } = portsOf(home);
  for (const zone of ["raw", "stage", "quarantine", "processed"]) {
    for await (const { key } of store.list(`${zone}/mhealth/`)) names.add(key.split("/")[2] ?? key);
  }
  for await (const { key } of store.list("state/mhealth/runs/")) names.add(key.split("/")[3] ?? key);
  return [...names];
}

/** Two at a time: one for each core. */
async function inPairs<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all([worker(), worker()]);
}

describe("a run that is killed", () => {
  let base = "";
  let old: Awaited<ReturnType<typeof table>>;
  let fresh: Awaited<ReturnType<typeof table>>;

  before(async () => {
    base = await mkdtemp(join(tmpdir(), "data-flow-base-"));
    await runDay(base, oldRows, oldDay);
    old = await table(base);
    await withCopy(async (home) => {
      await runDay(home, newRows, newDay);
      fresh = await table(home);
    });
    assert.equal(old?.rows, oldRows);
    assert.equal(fresh?.rows, newRows);
  });
  after(() => rm(base, { recursive: true, force: true }));

  async function withCopies(count: number, use: (homes: readonly string[]) => Promise<void>): Promise<void> {
    const above = await mkdtemp(join(tmpdir(), "data-flow-kill-"));
    const homes = Array.from({ length: count }, (_, index) => join(above, `${index}`));
    try {
      for (const home of homes) await cp(base, home, { recursive: true });
      await use(homes);
    } finally {
      await rm(above, { recursive: true, force: true });
    }
  }
  const withCopy = (use: (home: string) => Promise<void>) => withCopies(1, ([home]) => use(home!));

  /** The old table or the new one, then the same command again, then nothing left of the dead run. */
  async function checkAfterDeath(home: string, what: string): Promise<void> {
    const seen = await table(home);
    assert.ok(
      seen?.digest === old?.digest || seen?.digest === fresh?.digest,
      `${what}: a reader saw ${seen?.rows} rows`,
    );
    const again = await runDay(home, newRows, newDay);
    assert.ok(
      ["published", "unchanged"].includes(again.status),
      `${what}: ${again.status} ${again.error?.message}`,
    );
    assert.deepEqual(await table(home), fresh, what);
    // A month and a day later the daily run, unchanged, has swept what is not the table.
    await runDay(home, newRows, newDay, keepDays + 1);
    const left = await runsIn(home);
    assert.equal(left.length, 1, `${what}: more than the current run is left: ${left.join(", ")}`);
    assert.deepEqual(await table(home), fresh, what);
    assert.deepEqual(
      await readdir(join(home, ".tmp")).catch(() => []),
      [],
      `${what}: temporary files are left`,
    );
  }

  it("before or after any single store or catalog call, leaves a whole table and is swept", async function () {
    let calls = 0;
    await withCopy(async (home) => {
      const [undisturbed] = await inChild([{ home, call: 0, moment: "before" }]);
      assert.equal(undisturbed?.status, "published");
      calls = undisturbed.calls;
    });
    const moments = Array.from({ length: calls }, (_, index) => index + 1).flatMap((call) =>
      (["before", "after"] as const).map((moment) => ({ call, moment })),
    );
    const batches = Array.from({ length: Math.ceil(moments.length / together) }, (_, index) =>
      moments.slice(index * together, (index + 1) * together),
    );
    await inPairs(batches, (batch) =>
      withCopies(batch.length, async (homes) => {
        const deaths = batch.map((moment, index) => ({ home: homes[index]!, ...moment }));
        const fates = await inChild(deaths);
        for (const [index, { home, call, moment }] of deaths.entries()) {
          assert.deepEqual(fates[index], { calls: call }, `the run lived on ${moment} call ${call}`);
          await checkAfterDeath(home, `killed ${moment} call ${call}`);
        }
      }),
    );
    console.log(`      ${moments.length} deaths at ${calls} calls`);
  });

  it("at 50 random moments, leaves a whole table and is swept", async () => {
    let length = 0;
    const args = ["run", "mhealth", "--rows", `${newRows}`, "--date", newDay];
    await withCopy(async (home) => {
      const since = performance.now();
      await start(home, args).done;
      length = performance.now() - since;
    });
    const delays = Array.from({ length: 50 }, () => Math.random() * length);
    let deaths = 0;
    await inPairs(delays, (delay) =>
      withCopy(async (home) => {
        const { child: victim, done } = start(home, args);
        const timer = setTimeout(() => victim.kill("SIGKILL"), delay);
        const { signal } = await done;
        clearTimeout(timer);
        if (signal === "SIGKILL") deaths += 1;
        await checkAfterDeath(home, `killed after ${Math.round(delay)} ms`);
      }),
    );
    assert.ok(deaths >= 10, `only ${deaths} of 50 runs died before their end`);
    console.log(`      ${deaths} of 50 runs died within ${Math.round(length)} ms`);
  });
});
