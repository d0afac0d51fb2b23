/** The virtual environments for the scripts of glue/: each is created once, completely or not at all. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { errorCode } from "../store-path";
import { commandFailure, runCommand } from "./command";
import { findPython, type WantedPython } from "./find-python";

export interface EnvironmentOptions {
  /** Folder below which the environment lies, named by its content. */
  readonly home: string;
  /** Makes a path for unfinished work on the same disk. */
  readonly temporary: () => string;
  /** What needs it, for its folder's name and for sentences: "Spark". */
  readonly purpose: string;
  /** Path of the requirements. */
  readonly requirements: string;
  readonly wanted: WantedPython;
  readonly env: NodeJS.ProcessEnv;
  readonly say: (message: string) => void;
}

const interpreter = (folder: string) =>
  process.platform === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");

/**
 * Path of the environment's Python. Creates the environment on first use, which takes minutes and 600 MB to 1 GB:
 * builds it under another name and renames it when it is complete. Fails with `PythonMissing` or
 * `PythonPackagesMissing`.
 */
export async function ensureEnvironment(options: EnvironmentOptions): Promise<string> {
  const { env, say, purpose, requirements } = options;
  const python = await findPython(env, options.wanted);
  const text = await readFile(requirements, "utf8");
  const hash = createHash("sha256").update(`${python.version}\n${text}`).digest("hex").slice(0, 12);
  const folder = join(options.home, `.venv-${purpose.toLowerCase()}-${hash}`);
  if (existsSync(folder)) return interpreter(folder);

  const building = options.temporary();
  await mkdir(dirname(building), { recursive: true });
  try {
    say(`Installing ${purpose}, once, which takes minutes (${folder})`);
    const made = await runCommand(python.file, ["-m", "venv", building], { env });
    if (made.code !== 0) {
      const hint = "On Debian and Ubuntu: apt install python3-venv";
      throw commandFailure("PythonMissing", `${python.file} -m venv failed. ${hint}`, made);
    }
    const pip = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-r", requirements];
    const onLine = (line: string) => {
      const package_ = /^\s*(Collecting|Downloading|Building wheel for|Installing) .*/.exec(line);
      if (package_) say(package_[0].trim().slice(0, 100));
    };
    const installed = await runCommand(interpreter(building), pip, { env, onLine });
    if (installed.code !== 0) {
      const hint = "It needs the package index (PIP_INDEX_URL names another one)";
      throw commandFailure(
        "PythonPackagesMissing",
        `pip could not install ${requirements}. ${hint}`,
        installed,
      );
    }
    await rename(building, folder).catch((error: unknown) => {
      // Another process was faster; use its environment.
      if (!["ENOTEMPTY", "EEXIST", "EPERM"].includes(errorCode(error) ?? "")) throw error;
    });
  } finally {
    await rm(building, { recursive: true, force: true });
  }
  return interpreter(folder);
}
