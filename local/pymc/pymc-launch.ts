/** Starts glue/analyze.py on this machine, as `glue:startJobRun` does on one of AWS's. */
import { join } from "node:path";
import type { StepName } from "../../contract/steps";
import { failure } from "../../core/run/failure";
import type { LocalPorts } from "../local-ports";
import { ask } from "../python/command";
import { ensureEnvironment } from "../python/virtual-environment";
import { givenPython, scriptFolder, type WantedPython } from "../python/find-python";
import { runScript } from "../python/script";
import type { DirectoryStore } from "../directory-store";

/** Runs the script to its end with its arguments; throws faults of the machine. */
export type ModelLaunch = (args: readonly string[]) => Promise<void>;

export interface ModelOptions {
  /** Starts the script. @default a Python process */
  readonly launch?: ModelLaunch;
  /** @default process.env; DATA_FLOW_PYTHON is a Python that has the packages of glue/requirements-analysis.txt already */
  readonly env?: NodeJS.ProcessEnv;
  /** Folder of the models, each `<dataset>.model.py`. @default `datasets` in the working directory */
  readonly models?: string;
}

const requirements = "requirements-analysis.txt";

/** SciPy's pinned version begins with 3.11, NumPy's ends with 3.12. */
export const modelsPython: WantedPython = {
  by: "The analysis by a PyMC model",
  minors: [11, 12],
  otherwise: "leave out --analysis-engine pymc: the closed forms need none",
};

// Looks for the packages without importing them, which takes seconds.
const missingPackages =
  "from importlib.util import find_spec as f; print(*(m for m in ('pymc', 'nutpie', 'numba', 'pyarrow', 'arviz') if not f(m)))";

/** The Python with the packages. Fails with `PythonMissing` or `PythonPackagesMissing`. */
export async function modelPython(
  store: Pick<DirectoryStore, "home" | "temporary">,
  env: NodeJS.ProcessEnv,
  say: (message: string) => void,
): Promise<string> {
  const given = await givenPython(env, requirements);
  if (given === undefined)
    return ensureEnvironment({
      home: store.home,
      temporary: () => store.temporary(),
      purpose: "PyMC",
      requirements: join(scriptFolder(), requirements),
      wanted: modelsPython,
      env,
      say,
    });
  const missing = await ask(given, ["-c", missingPackages], scriptEnvironment(env));
  if (missing?.trim() === "") return given;
  throw failure(
    "PythonPackagesMissing",
    `DATA_FLOW_PYTHON is ${given}, which ${missing === undefined ? "cannot be run" : `has no ${missing.trim().replaceAll(" ", ", ")}`}: ` +
      `${given} -m pip install -r ${join(scriptFolder(), requirements)}, or unset DATA_FLOW_PYTHON to have an environment created.`,
  );
}

/** The caller's environment, without variables that name another Python's packages, settings or compilers. */
export function scriptEnvironment(env: NodeJS.ProcessEnv, work?: string): NodeJS.ProcessEnv {
  const foreign = /^(PYTHON|PYTENSOR_|NUMBA_|VIRTUAL_ENV$)/;
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)));
  const settings = { PYTHONDONTWRITEBYTECODE: "1", PYTHONIOENCODING: "utf-8" };
  return { ...own, ...settings, ...(work === undefined ? {} : { TMPDIR: work }) };
}

/**
 * Makes the default launch. Fails with `PythonMissing`, `PythonPackagesMissing`, with `SampleFailed` and the script's
 * last lines, or with `StoreFull` if the disk is full.
 */
export function makeModelLaunch(ports: LocalPorts, step: StepName, env: NodeJS.ProcessEnv): ModelLaunch {
  const { store, log } = ports;
  const say = (message: string) => log.progress({ step, message });
  return async (args) => {
    const python = await modelPython(store, env, say);
    say("PyMC is starting");
    await runScript(ports, {
      ...{ python, args, say },
      file: "analyze.py",
      env: (work) => scriptEnvironment(env, work),
      telling: "Sampling ",
      who: "The analysis",
      failed: "SampleFailed",
    });
  };
}
