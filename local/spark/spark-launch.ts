/** Starts a Spark script of glue/ on this machine, as `glue:startJobRun` does on a cluster. */
import { totalmem } from "node:os";
import { join } from "node:path";
import type { StepName } from "../../contract/steps";
import type { LocalPorts } from "../local-ports";
import { ensureEnvironment } from "../python/virtual-environment";
import { givenPython, scriptFolder, type WantedPython } from "../python/find-python";
import { runScript } from "../python/script";
import { findJava } from "./java";

/** Runs one script to its end with its arguments; throws faults of the machine. */
export type Launch = (script: "transform.py" | "convert.py", args: readonly string[]) => Promise<void>;

export interface SparkOptions {
  /** Starts the scripts. @default a Python process with its own Spark, `local[*]` */
  readonly launch?: Launch;
  /** @default process.env; DATA_FLOW_PYTHON is a Python that has the packages of glue/requirements.txt already */
  readonly env?: NodeJS.ProcessEnv;
}

/** PySpark's pinned version supports Python 3.9 and later. */
export const sparksPython: WantedPython = {
  by: "Spark",
  minors: [9, 12],
  otherwise: "leave out --engine spark and --convert spark: DuckDB needs none",
};

/** Driver memory in MB: a quarter of the machine or container, 1 GB at least and 4 at most. */
function driverMegabytes(): number {
  const container = process.constrainedMemory();
  const bytes = container > 0 ? Math.min(container, totalmem()) : totalmem();
  return Math.round(Math.min(4096, Math.max(1024, bytes / 4 / 2 ** 20)));
}

/** The caller's environment, without variables that name another Python or another Spark. */
export function scriptEnvironment(env: NodeJS.ProcessEnv, python: string, work: string): NodeJS.ProcessEnv {
  const foreign = /^(PYTHON|PYSPARK_|SPARK_|HADOOP_|YARN_|HIVE_|VIRTUAL_ENV$)/;
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)));
  const conf = [
    "spark.ui.enabled=false",
    "spark.driver.bindAddress=127.0.0.1",
    "spark.driver.host=127.0.0.1",
    `spark.sql.warehouse.dir=${join(work, "warehouse")}`,
  ];
  // Tries a task that fails because of its machine four times, as on a cluster.
  const submit = ["--master local[*,4]", `--driver-memory ${driverMegabytes()}m`];
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
 * Makes the default `Launch`. Fails with `PythonMissing`, `PythonPackagesMissing`, `JavaMissing`, with `SparkFailed`
 * and the script's last lines, or with `StoreFull` if the disk is full.
 */
export function makeLaunch(ports: LocalPorts, step: StepName, env: NodeJS.ProcessEnv): Launch {
  const { store, log } = ports;
  const say = (message: string) => log.progress({ step, message });
  return async (script, args) => {
    await findJava(env);
    const python =
      (await givenPython(env)) ??
      (await ensureEnvironment({
        home: store.home,
        temporary: () => store.temporary(),
        purpose: "Spark",
        requirements: join(scriptFolder(), "requirements.txt"),
        wanted: sparksPython,
        env,
        say,
      }));
    say("Spark is starting");
    await runScript(ports, {
      ...{ python, args, say },
      file: script,
      env: (work) => scriptEnvironment(env, python, work),
      telling: "Spark ",
      who: "Spark",
      failed: "SparkFailed",
    });
  };
}
