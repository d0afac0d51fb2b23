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
