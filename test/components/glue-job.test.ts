import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { filesOf } from "./picture";
import { find, type Registered } from "./record";
import { recorded } from "./recorded";

const modules = readdirSync("glue").filter((file) => file.endsWith(".py"));

/** The first 16 digits over names and contents, in order. */
function hashOf(files: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${file}\n`).update(readFileSync(`glue/${file}`));
  return hash.digest("hex").slice(0, 16);
}

/** The lines of a file of pip's that name packages. */
const pinsIn = (path: string) =>
  readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));

describe("a Spark job's code", () => {
  let resources: readonly Registered[];
  before(async () => {
    resources = await recorded("full");
  });
  const inputsOf = (name: string) => find(resources, name, "aws:s3/bucketObjectv2:BucketObjectv2").inputs;

  it("is its script and every module", () => {
    assert.equal((inputsOf("transform-script")["source"] as { path: string }).path, "glue/transform.py");
    assert.equal((inputsOf("convert-spark-script")["source"] as { path: string }).path, "glue/convert.py");
    assert.deepEqual(filesOf(inputsOf("transform-modules")["source"]), [...modules].sort());
  });

  it("lies under keys that change with it, so that a run under way reads what it began with", () => {
    assert.equal(
      inputsOf("transform-script")["key"],
      `scripts/transform/${hashOf(["transform.py"])}/transform.py`,
    );
    assert.equal(
      inputsOf("transform-modules")["key"],
      `scripts/transform/${hashOf([...modules].sort())}/modules.zip`,
    );
  });

  it("holds for Spark's tasks the converter of the Lambda functions, and installs Node by its hash", () => {
    const bundled = readdirSync(".build/spark-convert");
    assert.deepEqual(bundled.sort(), ["index.js", "kernel.wasm"]);
    assert.deepEqual(
      filesOf(inputsOf("convert-spark-modules")["source"]),
      [...modules, ...bundled.map((file) => `bundle/${file}`)].sort(),
    );
    assert.notEqual(inputsOf("convert-spark-modules")["key"], inputsOf("transform-modules")["key"]);
    const { path } = inputsOf("convert-spark-requirements")["source"] as { path: string };
    const pins = pinsIn(path);
    assert.ok(
      pins.length === 1 && pins.every((pin) => /^\S+==\S+ --hash=sha256:[0-9a-f]{64}$/.test(pin)),
      path,
    );
    // What the tests of Spark run on.
    assert.ok(pinsIn("glue/requirements.txt").includes(pins[0]!.split(" ")[0]!));
    const { definition } = find(resources, "mhealth", "aws:sfn/stateMachine:StateMachine").inputs as {
      readonly definition: string;
    };
    const { bucket, key } = inputsOf("convert-spark-requirements") as { bucket: string; key: string };
    const installed = `"--additional-python-modules":"s3://${bucket}/${key}","--python-modules-installer-option":"-r"`;
    assert.ok(definition.includes(installed), installed);
  });

  it("holds the model that it samples, whose whole hash the function that judges is told", () => {
    const model = readFileSync("datasets/prices.model.py");
    const digits = (text: string) => createHash("sha256").update(text).update(model).digest("hex");
    assert.equal((inputsOf("sample-model")["source"] as { path: string }).path, "datasets/prices.model.py");
    assert.equal(
      inputsOf("sample-model")["key"],
      `scripts/sample/${digits("prices.model.py\n").slice(0, 16)}/prices.model.py`,
    );
    const { variables } = find(resources, "analyze", "aws:lambda/function:Function").inputs[
      "environment"
    ] as {
      readonly variables: Readonly<Record<string, string>>;
    };
    assert.equal(variables["MODEL_SHA256"], digits(""));
  });

  it("is where the job looks for it", () => {
    const { command, defaultArguments } = find(resources, "transform", "aws:glue/job:Job").inputs as {
      readonly command: Readonly<Record<string, string>>;
      readonly defaultArguments: Readonly<Record<string, string>>;
    };
    const at = (name: string) =>
      `s3://${inputsOf(name)["bucket"] as string}/${inputsOf(name)["key"] as string}`;
    assert.equal(command["scriptLocation"], at("transform-script"));
    assert.equal(defaultArguments["--extra-py-files"], at("transform-modules"));
  });
});
