/** What Spark wants of the machine: a Python to make an environment with, and a Java. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { failure } from "../../handlers/failure";
import { ask } from "./command";

/** An interpreter and its version. */
export interface Python {
  readonly file: string;
  /** E.g. "3.11". */
  readonly version: string;
}

const versionOfPython = "import sys; print('%d.%d' % sys.version_info[:2])";

/** The first Python of PATH that is 3.9 to 3.12: for those the pinned packages are built. Fails with `PythonMissing`. */
export async function findPython(env: NodeJS.ProcessEnv): Promise<Python> {
  const found: string[] = [];
  for (const file of ["python3", "python", "python3.12", "python3.11", "python3.10", "python3.9"]) {
    const version = (await ask(file, ["-c", versionOfPython], env))?.trim();
    if (version === undefined) continue;
    const [major = 0, minor = 0] = version.split(".").map(Number);
    if (major === 3 && minor >= 9 && minor <= 12) return { file, version };
    found.push(`${file} is ${version}`);
  }
  throw failure(
    "PythonMissing",
    `Spark needs Python 3.9 to 3.12, and ${found.join(", ") || "none is on the PATH"}. ` +
      "Install it (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python@3.11; " +
      "https://www.python.org/downloads/), or leave out --engine spark and --convert spark: DuckDB needs none.",
  );
}

/**
 * The Python that DATA_FLOW_PYTHON names: a path, relative to the working directory, or a program of PATH; nothing
 * where it is not set. Fails with `PythonMissing`.
 */
export async function givenPython(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const given = env["DATA_FLOW_PYTHON"];
  if (!given) return undefined;
  const isPath = /[\\/]/.test(given);
  const file = isPath ? resolve(given) : given;
  const isThere = isPath ? existsSync(file) : (await ask(file, ["--version"], env)) !== undefined;
  if (isThere) return file;
  throw failure(
    "PythonMissing",
    `DATA_FLOW_PYTHON is ${given}, and there is no ${isPath ? file : `${given} on the PATH`}. Set it to the Python of an environment with the ` +
      "packages of glue/requirements.txt, or leave it out: one is made then.",
  );
}

/** Environment in which `java` is 17 or later, of JAVA_HOME or of PATH. Fails with `JavaMissing`. */
export async function findJava(env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const home = env["JAVA_HOME"];
  const file = home ? join(home, "bin", "java") : "java";
  const answer = await ask(file, ["-version"], env);
  // "17.0.15", and "1.8.0_292" before Java 9.
  const major = Number(/version "(?:1\.)?(\d+)/.exec(answer ?? "")?.[1] ?? 0);
  if (major >= 17) return env;
  const what = major > 0 ? `is ${major}` : "cannot be run";
  throw failure(
    "JavaMissing",
    `Spark needs Java 17 or later, and ${home ? `${file} (JAVA_HOME)` : "java of the PATH"} ${what}. ` +
      "Install it (Debian, Ubuntu: apt install openjdk-17-jre-headless; macOS: brew install openjdk@17; " +
      "https://adoptium.net/), or set JAVA_HOME to the folder of one that is there.",
  );
}
