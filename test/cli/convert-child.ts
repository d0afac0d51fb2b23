/** Converts all parts of a file, ingested by a process before it: `convert-child.js <home> <file>`. Prints peak memory. */
import { spawnSync } from "node:child_process";
import { mhealth } from "../../datasets/mhealth";
import { makeConvert } from "../../handlers/convert";
import type { IngestResult } from "../../handlers/ingest";
import { makeSteps } from "../../local/flow";
import { makeFileSource } from "../../local/archive";
import { makeLocalPorts } from "../../local/ports";

const [home = "", file = "", ingested] = process.argv.slice(2);
const run = "2026-01-01-memory";
const ports = makeLocalPorts({ home, log: { progress: () => undefined, warn: () => undefined } });

async function ingest(): Promise<void> {
  const result = await makeSteps(mhealth, makeFileSource(file), ports).ingest({
    run,
    input: { date: "2026-01-01" },
  });
  // Ingest's own memory must not count as Convert's.
  const child = spawnSync(process.execPath, [__filename, home, file, JSON.stringify(result)], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  process.exitCode = child.status ?? 1;
}

async function convert({ parts }: IngestResult): Promise<void> {
  const step = makeConvert(ports);
  let rows = 0;
  for (let part = 0; part < parts; part += 1) {
    rows += (await step({ dataset: mhealth.name, run, part })).staged?.rows ?? 0;
  }
  process.stdout.write(JSON.stringify({ rows, peak: process.resourceUsage().maxRSS * 1024 }));
}

void (ingested === undefined ? ingest() : convert(JSON.parse(ingested) as IngestResult));
