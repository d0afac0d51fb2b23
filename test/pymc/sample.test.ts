import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { analysisArguments } from "../../contract/derive/job-arguments";
import { analysisReportKey, planKey, processedPrefix } from "../../contract/keys";
import { makeLocalPorts } from "../../local/local-ports";
import { makeModelSample } from "../../local/pymc";
import { modelsPython, scriptEnvironment } from "../../local/pymc/pymc-launch";
import { findPython } from "../../local/python/find-python";
import { temporaryHome } from "../local/temporary-home";

describe("the sampling of a model on the laptop", function () {
  const home = temporaryHome();

  before(function () {
    if (process.platform === "win32") this.skip();
  });

  /** A stand-in for Python. It answers the question for missing packages, and else runs the script. */
  function start(script: string, missing = "") {
    const bin = join(home(), "bin");
    mkdirSync(bin, { recursive: true });
    const python = join(bin, "python");
    writeFileSync(python, `#!/bin/sh\ncase "$1" in -c) echo '${missing}'; exit 0 ;; esac\n${script}\n`);
    chmodSync(python, 0o755);
    const said: (string | undefined)[] = [];
    const log = {
      progress: ({ step, message }: { step: string; message?: string }) =>
        said.push(`${step}: ${message ?? ""}`),
      warn: () => undefined,
    };
    const ports = makeLocalPorts({ home: join(home(), "store"), log, env: {} });
    const sample = makeModelSample(ports, { env: { PATH: process.env["PATH"], DATA_FLOW_PYTHON: python } });
    return { said, work: sample({ dataset: "prices", run: "r" }) };
  }

  it("starts the script with the run's places, tells its progress and leaves no folder of work", async () => {
    const { said, work } = start('echo "Sampling 3 windows"; echo noise; echo "$*" > ../../arguments');
    const { Id } = await work;
    assert.match(Id, /^[0-9a-f]{8}$/);
    const store = join(home(), "store");
    const written = readdirSync(store);
    assert.ok(written.includes("arguments"));
    assert.deepEqual(said, ["Analyze: PyMC is starting", "Analyze: Sampling 3 windows"]);
    assert.deepEqual(readdirSync(join(store, ".tmp")), []);
  });

  it("names plan, model, output and report by the table that is made and the data set that is analysed", async () => {
    const ports = makeLocalPorts({
      home: join(home(), "store"),
      log: { progress: () => undefined, warn: () => undefined },
      env: {},
    });
    const given: (readonly string[])[] = [];
    const launch = (args: readonly string[]) => Promise.resolve(void given.push(args));
    const { Id } = await makeModelSample(ports, { launch })({ dataset: "prices", run: "r" });
    const { store } = ports;
    assert.deepEqual(given, [
      [
        "--plan",
        `${store.home}/state/prices_posterior/runs/r/plan.json`,
        "--model",
        resolve("datasets", "prices.model.py"),
        "--output",
        `${store.home}/processed/prices_posterior/r/`,
        "--report",
        `${store.home}/state/prices_posterior/runs/r/analysis/`,
        "--root",
        `${store.home}/`,
        "--attempt",
        Id,
      ],
    ]);
  });

  it("has its keys where the other steps look for them", () => {
    const { plan, output, report, root } = analysisArguments("prices", "r");
    assert.equal(plan, planKey("prices_posterior", "r"));
    assert.equal(`${output}a/`, processedPrefix("prices_posterior", "r", "a"));
    assert.equal(`${report}a.json`, analysisReportKey("prices_posterior", "r", "a"));
    assert.equal(root, "");
  });

  it("that fails is told as SampleFailed with its last lines", async () => {
    await assert.rejects(start('echo "MemoryError: none left" >&2; exit 1').work, {
      name: "SampleFailed",
      message: /analyze\.py failed \(exit code 1\)[^]*MemoryError: none left/,
    });
  });

  it("that fills the disk is told as StoreFull", async () => {
    await assert.rejects(start('echo "OSError: [Errno 28] No space left on device" >&2; exit 1').work, {
      name: "StoreFull",
      message: /The analysis found no space.*DATA_FLOW_HOME/,
    });
  });

  it("says which packages the Python of DATA_FLOW_PYTHON lacks: PythonPackagesMissing", async () => {
    await assert.rejects(start("exit 0", "pymc nutpie").work, {
      name: "PythonPackagesMissing",
      message: /has no pymc, nutpie: .*python -m pip install -r .*glue\/requirements-analysis\.txt/,
    });
  });

  it("wants Python 3.11 or 3.12: PythonMissing", async () => {
    const bin = join(home(), "old");
    mkdirSync(bin);
    writeFileSync(join(bin, "python3"), "#!/bin/sh\necho 3.10\n");
    chmodSync(join(bin, "python3"), 0o755);
    await assert.rejects(findPython({ PATH: bin }, modelsPython), {
      name: "PythonMissing",
      message:
        /^The analysis by a PyMC model needs Python 3\.11 to 3\.12, and python3 is 3\.10.*--analysis-engine pymc/,
    });
  });

  it("gives the script no Python, PyTensor or Numba of the caller's", () => {
    const own = scriptEnvironment(
      { PATH: "/bin", PYTHONPATH: "/p", PYTENSOR_FLAGS: "x", NUMBA_NUM_THREADS: "1" },
      "/w",
    );
    assert.deepEqual(own, {
      PATH: "/bin",
      PYTHONDONTWRITEBYTECODE: "1",
      PYTHONIOENCODING: "utf-8",
      TMPDIR: "/w",
    });
  });
});
