/** Starts a Spark script of glue/ on this machine, as `glue:startJobRun` does on a cluster. */
import { mkdir, rm } from "node:fs/promises";
import { totalmem } from "node:os";
import { join, resolve } from "node:path";
import { failure } from "../../handlers/failure";
import type { LocalPorts } from "../ports";
import { commandFailure, endOf, runCommand } from "./command";
import { ensureEnvironment } from "./environment";
import { findJava, givenPython } from "./machine";

/** Runs one script with its arguments to its end; throws what the machine did. */
export type Launch = (script: "transform.py" | "convert.py", args: readonly string[]) => Promise<void>;

export interface SparkOptions {
  /** How scripts are started. @default a Python process with a Spark of its own, `local[*]` */
  readonly launch?: Launch;
  /** @default process.env; DATA_FLOW_PYTHON is a Python that has the packages of glue/requirements.txt already */
  readonly env?: NodeJS.ProcessEnv;
}

/** The scripts' folder: beside `build/`, where this file is compiled to, or beside `local/`. */
export const scriptFolder = (): string => {
  const root = resolve(__dirname, "..", "..");
  return join(/^build/.test(root.split(/[\\/]/).at(-1) ?? "") ? resolve(root, "..") : root, "glue");
};

/** Driver memory in MB: a quarter of the machine or container, 1 GB at least and 4 at most. */
function driverMegabytes(): number {
  const container = process.constrainedMemory();
  const bytes = container > 0 ? Math.min(container, totalmem()) : totalmem();
  return Math.round(Math.min(4096, Math.max(1024, bytes / 4 / 2 ** 20)));
}

/** Of the caller's environment nothing that names another Python or another Spark. */
export function scriptEnvironment(env: NodeJS.ProcessEnv, python: string, work: string): NodeJS.ProcessEnv {
  const foreign = /^(PYTHON|PYSPARK_|SPARK_|HADOOP_|YARN_|HIVE_|VIRTUAL_ENV$)/;
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)));
  const conf = [
    "spark.ui.enabled=false",
    "spark.driver.bindAddress=127.0.0.1",
    "spark.driver.host=127.0.0.1",
    `spark.sql.warehouse.dir=${join(work, "warehouse")}`,
  ];
  const submit = ["--master local[*]", `--driver-memory ${driverMegabytes()}m`];
  return {
    ...own,
    PYSPARK_PYTHON: python,
    PYSPARK_DRIVER_PYTHON: python,
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONIOENCODING: "utf-8",
    SPARK_LOCAL_IP: "127.0.0.1",
    SPARK_LOCAL_DIRS: work,
    TMPDIR: work,
    PYSPARK_SUBMIT_ARGS: [...submit, ...conf.map((each) => `--conf "${each}"`), "pyspark-shell"].join(" "),
  };
}

/**
 * Makes the default `Launch`. Fails with `PythonMissing`, `PythonPackagesMissing`, `JavaMissing`, or with
 * `SparkFailed` and the script's last lines; `StoreFull` where the disk is.
 */
export function makeLaunch(ports: LocalPorts, step: string, env: NodeJS.ProcessEnv): Launch {
  const { store, log } = ports;
  const say = (message: string) => log.progress({ step, message });
  return async (script, args) => {
    const folder = scriptFolder();
    await findJava(env);
    const python =
      (await givenPython(env)) ??
      (await ensureEnvironment({
        home: store.home,
        temporary: () => store.temporary(),
        requirements: join(folder, "requirements.txt"),
        env,
        say,
      }));
    const work = store.temporary();
    await mkdir(work, { recursive: true });
    try {
      say("Spark is starting");
      const ended = await runCommand(python, [join(folder, script), ...args], {
        env: scriptEnvironment(env, python, work),
        cwd: work,
        onLine: (line) => {
          if (line.startsWith("Spark ")) say(line);
        },
      });
      if (ended.code === 0) return;
      if (/No space left on device|Disk quota exceeded/.test(ended.tail)) {
        const hint = "free space there, or set DATA_FLOW_HOME to a folder on another disk";
        throw failure("StoreFull", `Spark found no space left in ${store.home}: ${hint}. (${endOf(ended)})`);
      }
      throw commandFailure("SparkFailed", `${script} failed`, ended);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  };
}
