/** Finds a Python on this machine for the scripts of glue/. */
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { failure } from "../../core/run/failure";
import { ask } from "./command";

/** An interpreter and its version. */
export interface Python {
  readonly file: string;
  /** E.g. "3.11". */
  readonly version: string;
}

/** Which Python is acceptable. */
export interface WantedPython {
  /** What needs it, for a sentence: "Spark". */
  readonly by: string;
  /** Minor versions of Python 3 for which the pinned packages are built. */
  readonly minors: readonly [first: number, last: number];
  /** The alternative without Python, after "or". */
  readonly otherwise: string;
}

/** The package's folder of scripts: the package may be installed in another project. */
export const scriptFolder = (): string => join(dirname(require.resolve("#package.json")), "glue");

const versionOfPython = "import sys; print('%d.%d' % sys.version_info[:2])";

/** The first Python on PATH with an accepted version. Fails with `PythonMissing`. */
export async function findPython(env: NodeJS.ProcessEnv, wanted: WantedPython): Promise<Python> {
  const [first, last] = wanted.minors;
  const named = Array.from({ length: last - first + 1 }, (_, index) => `python3.${String(last - index)}`);
  const found: string[] = [];
  for (const file of ["python3", "python", ...named]) {
    const version = (await ask(file, ["-c", versionOfPython], env))?.trim();
    if (version === undefined) continue;
    const [major = 0, minor = 0] = version.split(".").map(Number);
    if (major === 3 && minor >= first && minor <= last) return { file, version };
    found.push(`${file} is ${version}`);
  }
  throw failure(
    "PythonMissing",
    `${wanted.by} needs Python 3.${String(first)} to 3.${String(last)}, and ${found.join(", ") || "none is on the PATH"}. ` +
      "Install it (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python@3.11; " +
      `https://www.python.org/downloads/), or ${wanted.otherwise}.`,
  );
}

/**
 * The Python that DATA_FLOW_PYTHON names: a path, relative to the working directory, or a program on PATH; undefined if
 * the variable is not set. `requirements`: the file of the packages that it must have. Fails with `PythonMissing`.
 */
export async function givenPython(
  env: NodeJS.ProcessEnv,
  requirements = "requirements.txt",
): Promise<string | undefined> {
  const given = env["DATA_FLOW_PYTHON"];
  if (!given) return undefined;
  const isPath = /[\\/]/.test(given);
  const file = isPath ? resolve(given) : given;
  const isThere = isPath ? existsSync(file) : (await ask(file, ["--version"], env)) !== undefined;
  if (isThere) return file;
  throw failure(
    "PythonMissing",
    `DATA_FLOW_PYTHON is ${given}, but ${isPath ? `${file} does not exist` : `the PATH has no ${given}`}. Set it to the Python of an environment with the ` +
      `packages of glue/${requirements}, or unset it to have one created.`,
  );
}
