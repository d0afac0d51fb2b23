/** Stands in for the Glue job of a program: the same arguments, DuckDB instead of Spark. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manifestKey, pointerKey, transformReportKey } from "../../contract/keys";
import type { ObjectStore } from "../../core/run/ports";
import { makeLocalPorts } from "../../local/local-ports";
import { makeTransform } from "../../local/transform";
import { keysOf } from "../local/temporary-home";
import type { Deployed } from "./deployed";

/** What the machine gives `glue:startJobRun`. */
export interface JobRequest {
  readonly JobName: string;
  readonly Arguments: Readonly<Record<string, string>>;
}

/**
 * Runs a transform on a copy of what its arguments let it read, and copies back what it wrote. Fails where it wrote
 * anywhere else than the arguments say.
 */
export async function transform({ bucket, jobs }: Deployed, { JobName, Arguments: given }: JobRequest) {
  const store = jobs.get(JobName);
  assert.ok(store, `${JobName} is no job of the program`);
  const keys = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      // The base is a prefix of keys already, or "none"; the pointer is a number.
      ["--base", "--pointer"].includes(name) ? value : keyOf(value, bucket),
    ]),
  );
  const { "--plan": plan = "", "--base": merged = "", "--output": output = "" } = keys;
  const base = Number(given["--pointer"]);
  const [, dataset = "", , run = ""] = plan.split("/");
  const home = mkdtempSync(join(tmpdir(), "data-flow-glue-"));
  try {
    const ports = makeLocalPorts({
      home,
      env: {},
      log: { progress: () => undefined, warn: () => undefined },
    });
    const read = [plan, keys["--stage"]!, keys["--parts"]!, ...(merged === "none" ? [] : [merged])];
    for (const prefix of read) await copy(store, ports.store, await keysOf(store, prefix));
    // It lies beside the plan and tells which parts there must be.
    await copy(store, ports.store, [manifestKey(dataset, run)]);
    // What the rows to merge into say of themselves.
    const [, , baseRun = "", baseAttempt = ""] = merged.split("/");
    if (merged !== "none")
      await copy(store, ports.store, [transformReportKey(dataset, baseRun, baseAttempt)]);
    if (base > 0) await copy(store, ports.store, [pointerKey(dataset, base)]);
    const before = new Set(await keysOf(ports.store, ""));
    const answer = await makeTransform(ports)({ dataset, run, base, merged });
    const made = (await keysOf(ports.store, "")).filter((key) => !before.has(key));
    for (const key of made)
      assert.ok(
        [output, keys["--report"]!, keys["--merged"]!].some((prefix) => key.startsWith(prefix)),
        key,
      );
    await copy(ports.store, store, made);
    return answer;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** The key of an address in the program's bucket. */
function keyOf(uri: string, bucket: string): string {
  const root = `s3://${bucket}/`;
  assert.ok(uri.startsWith(root), `${uri} is not below ${root}`);
  return uri.slice(root.length);
}

async function copy(from: ObjectStore, to: ObjectStore, keys: readonly string[]): Promise<void> {
  for (const key of keys) await to.put(key, from.get(key));
}
