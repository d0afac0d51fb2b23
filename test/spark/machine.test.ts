import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { makeLocalPorts } from "../../local/local-ports";
import { makeSparkTransform } from "../../local/spark";
import { ensureEnvironment } from "../../local/python/virtual-environment";
import { findPython, givenPython, scriptFolder } from "../../local/python/find-python";
import { scriptEnvironment, sparksPython } from "../../local/spark/spark-launch";
import { findJava } from "../../local/spark/java";
import { temporaryHome } from "../local/temporary-home";

describe("what Spark wants of the machine", function () {
  const home = temporaryHome();

  /** A folder of programs that print one line, instead of a PATH. */
  function programs(printed: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
    const folder = join(home(), "bin");
    mkdirSync(folder, { recursive: true });
    for (const [name, line] of Object.entries(printed)) {
      writeFileSync(join(folder, name), `#!/bin/sh\necho '${line}' >&${name === "java" ? 2 : 1}\n`);
      chmodSync(join(folder, name), 0o755);
    }
    return { PATH: folder };
  }

  before(function () {
    if (process.platform === "win32") this.skip();
  });

  it("takes the first Python of 3.9 or later", async () => {
    const env = programs({ python3: "3.8", python: "3.10" });
    assert.deepEqual(await findPython(env, sparksPython), { file: "python", version: "3.10" });
  });

  for (const [what, printed, told] of [
    ["none", {}, /none is on the PATH.*apt install python3/],
    ["an old one", { python3: "3.8", python: "2.7" }, /python3 is 3\.8, python is 2\.7/],
  ] as const) {
    it(`says what to install where there is ${what}: PythonMissing`, async () => {
      await assert.rejects(findPython(programs(printed), sparksPython), {
        name: "PythonMissing",
        message: told,
      });
    });
  }

  it("takes Java of 17 or later, of JAVA_HOME before PATH", async () => {
    const env = programs({ java: 'openjdk version "21.0.1" 2023-10-17' });
    assert.equal(await findJava(env), env);
    await assert.rejects(findJava({ ...env, JAVA_HOME: join(home(), "none") }), { name: "JavaMissing" });
    const byHome = { PATH: "", JAVA_HOME: home() };
    assert.equal(await findJava(byHome), byHome);
  });

  for (const [what, printed, told] of [
    ["none", {}, /java of the PATH cannot be run.*openjdk-17/],
    ["Java 8", { java: 'java version "1.8.0_292"' }, /java of the PATH is 8/],
    ["Java 11", { java: 'openjdk version "11.0.2" 2019-01-15' }, /java of the PATH is 11/],
  ] as const) {
    it(`says what to install where there is ${what}: JavaMissing`, async () => {
      await assert.rejects(findJava(programs(printed)), { name: "JavaMissing", message: told });
    });
  }

  it("takes the Python of DATA_FLOW_PYTHON, a path from the working directory or a program of PATH", async () => {
    const env = programs({ snake: "Python 3.11" });
    const file = join(home(), "bin", "snake");
    for (const [given, found] of [
      [file, file],
      [relative(process.cwd(), file), file],
      ["snake", "snake"],
      ["", undefined],
      [undefined, undefined],
    ])
      assert.equal(await givenPython({ ...env, DATA_FLOW_PYTHON: given }), found);
  });

  for (const given of ["nowhere/bin/python", "/nowhere/python", "nowhere"]) {
    it(`says that ${given} of DATA_FLOW_PYTHON is not there: PythonMissing`, async () => {
      await assert.rejects(givenPython({ ...programs({}), DATA_FLOW_PYTHON: given }), {
        name: "PythonMissing",
        message: /^DATA_FLOW_PYTHON is .*nowhere.*(does not exist|the PATH has no).*glue\/requirements\.txt/,
      });
    });
  }

  it("gives a script no Python, Spark or Hadoop of the caller's", () => {
    const env = {
      PATH: "/bin",
      HOME: "/h",
      PYTHONPATH: "/p",
      PYTHONHOME: "/p",
      SPARK_HOME: "/s",
      HADOOP_CONF_DIR: "/c",
    };
    const own = scriptEnvironment(env, "/venv/python", "/work dir");
    assert.deepEqual(
      [own["PYTHONPATH"], own["PYTHONHOME"], own["SPARK_HOME"], own["HADOOP_CONF_DIR"]],
      [undefined, undefined, undefined, undefined],
    );
    assert.deepEqual([own["PATH"], own["HOME"], own["PYSPARK_PYTHON"]], ["/bin", "/h", "/venv/python"]);
    assert.deepEqual([own["SPARK_LOCAL_IP"], own["SPARK_LOCAL_DIRS"]], ["127.0.0.1", "/work dir"]);
    assert.match(own["PYSPARK_SUBMIT_ARGS"] ?? "", /local\[\*,4\].*spark\.ui\.enabled=false.*pyspark-shell$/);
  });

  describe("script", () => {
    /** A run with a stand-in for Python, which prints its arguments and fails. */
    const start = (script: string) => {
      const env = {
        ...programs({ java: 'openjdk version "17.0.1"' }),
        DATA_FLOW_PYTHON: join(home(), "bin", "fake"),
      };
      writeFileSync(env.DATA_FLOW_PYTHON, `#!/bin/sh\n${script}\n`);
      chmodSync(env.DATA_FLOW_PYTHON, 0o755);
      const said: (string | undefined)[] = [];
      const log = {
        progress: ({ message }: { message?: string }) => said.push(message),
        warn: () => undefined,
      };
      const ports = makeLocalPorts({ home: join(home(), "store"), log, env: {} });
      return {
        said,
        work: makeSparkTransform(ports, { env })({
          dataset: "d",
          run: "r",
          merged: "base/d/q/a/",
          base: 0,
        }),
      };
    };

    it("that fails is told as SparkFailed with its last lines, and leaves no folder of work", async () => {
      const { said, work } = start('echo "Spark merges 5 rows"; echo "$*"; echo "Traceback: no" >&2; exit 3');
      await assert.rejects(work, (error: Error) => {
        assert.equal(error.name, "SparkFailed");
        assert.match(error.message, /transform\.py failed \(exit code 3\)[^]*Traceback: no/);
        const store = join(home(), "store");
        assert.ok(
          error.message.includes(`--plan ${store}/state/d/runs/r/plan.json --stage ${store}/stage/d/r/ `),
        );
        assert.ok(
          error.message.includes(`--parts ${store}/state/d/runs/r/parts/ `) &&
            error.message.includes(" --base base/d/q/a/ "),
        );
        assert.ok(error.message.includes(`--merged ${store}/base/d/r/ --output ${store}/processed/d/r/ `));
        return true;
      });
      assert.deepEqual(said, ["Spark is starting", "Spark merges 5 rows"]);
      assert.deepEqual(readdirSync(join(home(), "store", ".tmp")), []);
    });

    it("that fills the disk is told as StoreFull", async () => {
      const { work } = start('echo "java.io.IOException: No space left on device" >&2; exit 1');
      await assert.rejects(work, { name: "StoreFull", message: /DATA_FLOW_HOME/ });
    });
  });

  it("finds the scripts beside the folder it is compiled to", () => {
    assert.ok(existsSync(join(scriptFolder(), "transform.py")));
  });

  describe("environment", () => {
    /** A stand-in for Python: `-m venv DIR` copies itself there, pip writes a file or fails. */
    function options(pip: string, said: string[] = []) {
      const bin = join(home(), "bin");
      mkdirSync(bin, { recursive: true });
      const script = `#!/bin/sh
case "$*" in
  "-c "*) echo 3.11 ;;
  "-m venv "*) /bin/mkdir -p "$3/bin"; /bin/cp "$0" "$3/bin/python" ;;
  "-m pip "*) ${pip} ;;
esac
`;
      writeFileSync(join(bin, "python3"), script);
      chmodSync(join(bin, "python3"), 0o755);
      const requirements = join(home(), "requirements.txt");
      if (!existsSync(requirements)) writeFileSync(requirements, "pyspark==3.5.6\n");
      const store = join(home(), "store");
      mkdirSync(join(store, ".tmp"), { recursive: true });
      let number = 0;
      const temporary = () => join(store, ".tmp", `t${number++}`);
      return {
        home: store,
        temporary,
        purpose: "Spark",
        requirements,
        wanted: sparksPython,
        env: { PATH: bin },
        say: (text: string) => said.push(text),
      };
    }

    it("is made once, with progress, under a name of its content", async () => {
      const said: string[] = [];
      const made = await ensureEnvironment(options("echo 'Collecting pyspark==3.5.6'; echo noise", said));
      assert.match(made, /\.venv-spark-[0-9a-f]{12}\/bin\/python$/);
      assert.ok(existsSync(made));
      assert.match(said[0] ?? "", /once, which takes minutes/);
      assert.deepEqual(said.slice(1), ["Collecting pyspark==3.5.6"]);
      assert.equal(await ensureEnvironment(options("exit 1", said)), made);
      assert.equal(said.length, 2);
    });

    it("is another one when the requirements change", async () => {
      const first = await ensureEnvironment(options("true"));
      const second = options("true");
      writeFileSync(second.requirements, "pyspark==4.0.0\n");
      assert.notEqual(await ensureEnvironment(second), first);
    });

    it("is never left half made: PythonPackagesMissing with pip's last lines", async () => {
      await assert.rejects(ensureEnvironment(options("echo 'No matching distribution' >&2; exit 3")), {
        name: "PythonPackagesMissing",
        message: /PIP_INDEX_URL[^]*exit code 3[^]*No matching distribution/,
      });
      assert.deepEqual(readdirSync(join(home(), "store")), [".tmp"]);
      assert.deepEqual(readdirSync(join(home(), "store", ".tmp")), []);
      assert.match(await ensureEnvironment(options("true")), /\.venv-spark-/);
    });
  });
});
