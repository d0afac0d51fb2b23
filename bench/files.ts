/** The files that the comparisons read. */
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { failure } from "../core/run/failure";
import { commandFailure, runCommand } from "../local/python/command";
import type { Bench } from "./measure";
import { prepareFile, writeFile, type Prepared } from "./sides";
import { generatedMhealth, recordedMhealth } from "./workloads/mhealth";
import type { Workload } from "./workloads/workload";

/** The files that more than one comparison reads; each is made on first use. */
export interface Files {
  /** Path of the CSV file of the mHealth shape. */
  mhealthCsv(): Promise<string>;
  /** Path of a zip of it. */
  mhealthArchive(): Promise<string>;
  /** The file in a store. */
  mhealth(): Promise<Prepared>;
  /** A file of 1,000 rows in a store. */
  small(): Promise<Prepared>;
}

/** Generates a workload's file and ingests it; the file itself is removed. */
export async function prepare(bench: Bench, bundle: string, workload: Workload): Promise<Prepared> {
  bench.say(`preparing ${workload.name}`);
  const folder = join(bench.work, "files");
  const path = await writeFile(workload, folder);
  try {
    return await prepareFile(bench, bundle, workload, path);
  } finally {
    rmSync(path);
  }
}

/** The shared files. `given`: path of the real file, a CSV or a zip that holds one; without it the file is generated. */
export function makeFiles(bench: Bench, bundle: string, given: string | undefined): Files {
  const folder = join(bench.work, "mhealth-file");
  const zip = async (...args: readonly string[]) => {
    const ended = await runCommand(bench.python, ["-m", "zipfile", ...args], { env: process.env });
    if (ended.code !== 0)
      throw commandFailure("ArchiveUnread", `python -m zipfile ${args.join(" ")} failed`, ended);
  };
  const csvOf = async (): Promise<string> => {
    if (given?.endsWith(".zip")) {
      await zip("-e", given, folder);
      const [name] = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((each) =>
        each.endsWith(".csv"),
      );
      if (name === undefined)
        throw failure("ArchiveUnread", `${given} holds no CSV file: give Kaggle's archive of mHealth.`);
      return join(folder, name);
    }
    if (given !== undefined) return given;
    bench.say("generating a file of the mHealth shape");
    return writeFile(generatedMhealth(), folder);
  };
  const mhealthCsv = once(csvOf);
  return {
    mhealthCsv,
    mhealthArchive: once(async () => {
      if (given?.endsWith(".zip")) return given;
      const archive = join(bench.work, "archive.zip");
      await zip("-c", archive, await mhealthCsv());
      return archive;
    }),
    mhealth: once(async () => {
      const csv = await mhealthCsv();
      return prepareFile(bench, bundle, recordedMhealth(csv), csv);
    }),
    small: once(() => prepare(bench, bundle, { ...generatedMhealth(1_000), name: "small" })),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
