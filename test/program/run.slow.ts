import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { isSecret } from "../../policy/resource";
import { startPack, type Pack } from "../policy/pack";
import type { Registered } from "./engine";
import { type ProgramRun, runProgram } from "./run";
import type { WireObject } from "./values";

const token = "planted-token-0123456789";

/** Every text in a value, with its path; what is marked as a secret is left out, and so are the files of archives. */
function textsIn(value: unknown, path = ""): [path: string, text: string][] {
  if (isSecret(value)) return [];
  if (typeof value === "string") return [[path, value]];
  if (typeof value !== "object" || value === null) return [[path, JSON.stringify(value) ?? "undefined"]];
  return Object.entries(value).flatMap(([key, member]) => textsIn(member, `${path}/${key}`));
}

const inputsOf = (run: ProgramRun) =>
  run.resources.flatMap(({ name, type, inputs }) => textsIn(inputs, `${type} ${name}`));

const made = (run: ProgramRun): readonly Registered[] => run.resources.filter(({ custom }) => custom);

const urnsOf = (run: ProgramRun) => run.resources.map(({ urn }) => urn).sort();

/** What a failed run said, so that a red test shows it. */
const complaints = (run: ProgramRun) =>
  [...run.diagnostics.map(({ message }) => message), run.stderr].join("\n");

/** Prod with the terms of every source accepted, and an address that is somebody's. */
const full = { alarmEmail: "data@platform.test", acceptedTerms: ["prices"] } as const;

/** Tags that both stacks' files have the provider put on everything. */
const tags = { project: "data-flow" };

/** The resources, one of them with other inputs, as a `transform` would give them. */
const transformed = (resources: readonly Registered[], name: string, inputs: WireObject) =>
  resources.map((one) =>
    one.name === name
      ? {
          ...one,
          wire: { inputs: { ...one.wire.inputs, ...inputs }, outputs: { ...one.wire.outputs, ...inputs } },
        }
      : one,
  );

describe("the program under Pulumi's own runner", () => {
  let dev: ProgramRun;
  let prod: ProgramRun;
  let previews: Readonly<Record<"dev" | "prod", ProgramRun>>;

  before(async () => {
    const config = { kaggleToken: { secure: token } };
    dev = await runProgram({ stack: "dev", config });
    prod = await runProgram({ stack: "prod", config: full });
    previews = {
      dev: await runProgram({ stack: "dev", config, dryRun: true }),
      prod: await runProgram({ stack: "prod", config: full, dryRun: true }),
    };
  });

  it("ends well for dev, and for prod with all that it asks for, which has nothing to warn of", () => {
    for (const run of [dev, prod]) assert.equal(run.exitCode, 0, complaints(run));
    assert.deepEqual(prod.diagnostics, []);
  });

  it("warns of a data set that is left out, with what turns it on", () => {
    const [warning, ...others] = dev.diagnostics;
    assert.deepEqual(others, []);
    assert.equal(warning?.severity, "warning");
    assert.match(
      warning.message,
      /^prices is not deployed: .* pulumi config set --path 'acceptedTerms\[0\]' prices -s dev$/,
    );
    assert.deepEqual([dev.outputs["leftOut"], prod.outputs["leftOut"]], [["prices"], []]);
  });

  it("warns of an example address", async () => {
    const { exitCode, diagnostics } = await runProgram({
      stack: "dev",
      config: { datasets: ["mhealth"], alarmEmail: "a@example.com" },
    });
    assert.equal(exitCode, 0);
    assert.deepEqual(
      diagnostics.map(({ severity, message }) => [severity, /an example address/.test(message)]),
      [["warning", true]],
    );
  });

  it("says where the data and the pipelines are", () => {
    const expected = [
      "alarmTopic",
      "bucket",
      "console",
      "database",
      "leftOut",
      "monthlyFloorUsd",
      "stateMachines",
      "warehouseDatabase",
      "warehouseWorkgroup",
      "workgroup",
    ];
    for (const { outputs } of [dev, prod]) assert.deepEqual(Object.keys(outputs).sort(), expected);
    assert.match(String(dev.outputs["bucket"]), /^lake-[0-9a-f]{7}$/);
  });

  it("registers the same resources in a preview, where no answer of AWS is known", () => {
    for (const [preview, made] of [
      [previews.dev, dev],
      [previews.prod, prod],
    ] as const) {
      assert.equal(preview.exitCode, 0, complaints(preview));
      assert.deepEqual(urnsOf(preview), urnsOf(made));
    }
  });

  it("has in prod the warehouse that its file asks for, once a data set that wants it is deployed", () => {
    assert.deepEqual(
      [prod.outputs["warehouseWorkgroup"], dev.outputs["warehouseWorkgroup"]],
      ["data-flow-prod-warehouse", ""],
    );
  });

  it("gives no resource an input that is missing, or an Output as text", () => {
    const broken = [...inputsOf(dev), ...inputsOf(prod)].filter(
      ([path, text]) =>
        !path.includes("/code/") && /^(?:null|undefined)$|\bundefined\b|\[null\b|Calling \[to/.test(text),
    );
    assert.deepEqual(broken, []);
  });

  it("shows a token of the configuration nowhere but as a secret", () => {
    assert.match(JSON.stringify(made(dev)), new RegExp(token));
    const shown = [...inputsOf(dev), ...textsIn(dev.outputs)].filter(([, text]) => text.includes(token));
    assert.deepEqual(shown, []);
    assert.doesNotMatch(dev.stdout + complaints(dev), new RegExp(token));
  });

  it("names nothing alike in dev and prod", () => {
    const names = (run: ProgramRun) => made(run).map(({ type, id }) => `${type} ${id}`);
    const taken = names(prod);
    assert.deepEqual(
      names(dev).filter((name) => taken.includes(name)),
      [],
    );
  });

  it("names no two resources of a kind alike in one stack", () => {
    for (const run of [dev, prod]) {
      const named = made(run).map(({ type, id }) => `${type} ${id}`);
      assert.deepEqual(
        named.filter((name, index) => named.indexOf(name) !== index),
        [],
      );
    }
  });

  it("protects and retains the buckets and the database of prod, and nothing of dev", () => {
    const kept = (run: ProgramRun) =>
      made(run)
        .filter(({ protect, retainOnDelete }) => protect === true && retainOnDelete === true)
        .map(({ type }) => type);
    for (const type of [
      "aws:s3/bucket:Bucket",
      "aws:glue/catalogDatabase:CatalogDatabase",
      "aws:kms/key:Key",
      "aws:redshiftserverless/namespace:Namespace",
    ]) {
      assert.ok(kept(prod).includes(type), type);
    }
    assert.deepEqual(kept(dev), []);
  });

  it("ends at once, non-zero, with every fault of a broken configuration and no resource", async () => {
    const config = {
      workers: 0,
      logDays: 8,
      alarmEmail: "nobody",
      retian: true,
      datasets: ["mhealht"],
      "dataflow:scanLimitGb": 5,
    };
    const run = await runProgram({ stack: "dev", config });
    assert.ok(
      !run.killed && run.exitCode !== 0 && run.exitCode !== null,
      `${run.exitCode} after ${run.seconds} s`,
    );
    assert.deepEqual(
      run.resources.map(({ type }) => type),
      ["pulumi:pulumi:Stack"],
    );
    const [fault, ...others] = run.diagnostics;
    assert.deepEqual(others, []);
    for (const part of [
      "workers: 0",
      "logDays: 8",
      "alarmEmail: nobody",
      "retian",
      "mhealht",
      "dataflow:scanLimitGb",
    ]) {
      assert.ok(fault?.message.includes(part), `${part} is not in: ${fault?.message}`);
    }
  });

  describe("and the policy pack under the SDK's own", () => {
    let pack: Pack;
    before(async () => (pack = await startPack()));
    after(() => pack.close());

    it("has the version of the project, and one policy that refuses", () => {
      const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
      assert.equal(pack.version, version);
      assert.deepEqual(pack.policies, ["resources", "security-rules", "not-yet-known"]);
    });

    it("finds nothing wrong in a first preview, and says which rules wait", async () => {
      for (const { resources } of [previews.dev, previews.prod]) {
        const [waiting, ...others] = await pack.judge(resources, tags);
        assert.deepEqual(others, []);
        assert.equal(waiting?.mandatory, false);
        assert.match(waiting.message, /not applied to all resources: 2, .*28, .* applies them at its end\.$/);
      }
    });

    it("finds nothing wrong in what is made, and applies every rule to all of it", async () => {
      for (const { resources } of [dev, prod]) assert.deepEqual(await pack.judge(resources, tags), []);
    });

    it("refuses in a first preview a bucket made public by transform", async () => {
      const open = transformed(previews.dev.resources, "lake-public-access", { blockPublicPolicy: false });
      const refused = (await pack.judge(open, tags)).filter(({ mandatory }) => mandatory);
      assert.deepEqual(
        refused.map(({ message, urn }) => [message.split("\n").at(-1), urn.split("::").at(-1)]),
        [
          [
            'rule 1: Bucket "lake" has no public access block with all four flags. Every bucket blocks public access in all four ways.',
            "lake",
          ],
        ],
      );
    });

    it("refuses a bucket's policy for everybody once it can be read", async () => {
      const policy = JSON.stringify({
        Statement: [
          { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::lake/*" },
        ],
      });
      const found = await pack.judge(transformed(dev.resources, "lake-policy", { policy }), tags);
      assert.ok(
        found.some(({ message }) =>
          message.includes('rule 12: BucketPolicy "lake-policy" allows everybody.'),
        ),
      );
    });

    it("holds prod to the rules for production, and dev not", async () => {
      const bare = async ({ resources }: ProgramRun) => {
        const without = resources.filter(({ type }) => !type.includes("bucketLogging"));
        return (await pack.judge(without, tags)).filter(({ message }) => message.includes("rule 11: "));
      };
      assert.deepEqual([(await bare(dev)).length, (await bare(prod)).length], [0, 1]);
    });
  });
});
