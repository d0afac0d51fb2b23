/** The Python that runs and measures the peers. */
import { readFileSync, writeFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "../components/package-folder";
import { isFailure } from "../core/run/failure";
import { temporaryName } from "../local/store-temporary";
import { commandFailure, runCommand } from "../local/python/command";
import { findPython, type WantedPython } from "../local/python/find-python";
import { ensureEnvironment } from "../local/python/virtual-environment";

/** What the benchmark needs of Python: 3.11, which today's pandas needs. */
const wanted: WantedPython = {
  by: "The benchmark",
  minors: [11, 14],
  otherwise: "give --python FILE, the Python of an environment with the packages of bench/requirements.txt",
};

/** The installed peers. */
export interface Environment {
  /** Path of the Python that has them. */
  readonly python: string;
  /** Version by package. */
  readonly versions: Readonly<Record<string, string>>;
  /** Differences from bench/requirements.txt, in a sentence; empty if there are none. */
  readonly note: string;
}

const requirements = join(packageFolder, "bench", "requirements.txt");
/** The script of the peers. */
export const peersScript = join(packageFolder, "bench", "peers.py");

/** A Python to measure with, which needs no packages. Fails with `PythonMissing`. */
export const measuringPython = async (): Promise<string> => (await findPython(process.env, wanted)).file;

/**
 * The environment of the peers: that of `given`, or one below `home` that is created on first use. If the index lacks a pinned
 * version, the environment has the newest of each package. Fails with `PythonMissing` or `PythonPackagesMissing`.
 */
export async function findPeers(
  home: string,
  given: string | undefined,
  say: (message: string) => void,
): Promise<Environment> {
  const python = given ?? (await makeEnvironment(home, say));
  const ended = await runCommand(python, [peersScript, "versions"], { env: process.env });
  if (ended.code !== 0) throw commandFailure("PythonMissing", `${python} cannot run ${peersScript}`, ended);
  const versions = JSON.parse(ended.tail) as Readonly<Record<string, string>>;
  const pinned = readFileSync(requirements, "utf8").trim().split("\n");
  const others = pinned.filter((line) => {
    const [name, version] = line.split("==") as [string, string];
    return name in versions && versions[name] !== version;
  });
  const note =
    others.length > 0 ? `Other versions than bench/requirements.txt pins: ${others.join(", ")}.` : "";
  return { python, versions, note };
}

async function makeEnvironment(home: string, say: (message: string) => void): Promise<string> {
  const options = {
    home,
    temporary: () => join(home, temporaryName()),
    purpose: "Bench",
    wanted,
    env: process.env,
    say,
  };
  try {
    return await ensureEnvironment({ ...options, requirements });
  } catch (error) {
    if (!isFailure(error, "PythonPackagesMissing")) throw error;
    say(`${error.message.split("\n")[0]} Trying the newest version of each package instead.`);
    const newest = join(home, "newest-requirements.txt");
    mkdirSync(home, { recursive: true });
    writeFileSync(newest, readFileSync(requirements, "utf8").replaceAll(/==.*/g, ""));
    return ensureEnvironment({ ...options, requirements: newest });
  }
}
