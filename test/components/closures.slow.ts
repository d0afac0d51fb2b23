import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DataLake, IngestFn } from "../../components";
import {
  buildBundle,
  bundle,
  bundleNames,
  checkSize,
  type BundleName,
  type HandlerName,
} from "../../components/bundle";
import type { Dataset } from "../../contract/dataset";
import { stepContract } from "../../contract/derive/step-contract";
import { mhealth } from "../../datasets/mhealth";
import { prices } from "../../datasets/prices";
import { filesOf } from "./picture";
import { sampled } from "./platform";
import { find, record, type Registered } from "./record";
import { recorded } from "./recorded";

/** Each handler, and the data set that the platforms make it of. */
const made: Readonly<Record<HandlerName, Dataset>> = {
  ingest: mhealth,
  convert: mhealth,
  publish: mhealth,
  load: prices,
  analyze: sampled,
};
const handlers = Object.keys(made) as HandlerName[];
const besides: Partial<Record<HandlerName, readonly string[]>> = {
  ingest: ["kernel.wasm"],
  convert: ["kernel.wasm"],
  analyze: ["kernel.wasm", "parquet_wasm_bg.wasm"],
};

const archiveOf = (resources: readonly Registered[], name: string) =>
  find(resources, name, "aws:lambda/function:Function").inputs["code"] as {
    readonly assets: Readonly<Record<string, { readonly text?: string; readonly path?: string }>>;
  };
const closureOf = (resources: readonly Registered[], name: string) =>
  archiveOf(resources, name).assets["__index.js"]!.text!;

/** Runs a closure's text as Lambda would load it; what it asks for is `required`, and `make` tells what it was given. */
function load(text: string) {
  const required: string[] = [];
  const given: unknown[] = [];
  const exported: { handler?: () => unknown } = {};
  const require = (name: string) => {
    required.push(name);
    return { make: (...args: unknown[]) => (given.push(...args), () => "done") };
  };
  // The text is sloppy CommonJS; a function of these three is what Node makes of a file.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- it is the program's own output that is tested here
  (new Function("exports", "require", "module", text) as (...args: unknown[]) => void)(exported, require, {
    exports: exported,
  });
  return { required, given, exported };
}

for (const handler of handlers)
  describe(`the closure of ${handler}`, () => {
    let resources: readonly Registered[];
    before(async () => {
      resources = await recorded("plain");
    });

    it("is packed with the handler's folder, and with no package", () => {
      assert.deepEqual(filesOf(archiveOf(resources, handler)), [`.build/${handler}`, "__index.js"]);
      assert.equal(archiveOf(resources, handler).assets[`.build/${handler}`]!.path, `.build/${handler}`);
      const files = ["index.js", ...(besides[handler] ?? [])];
      assert.deepEqual(readdirSync(`.build/${handler}`).sort(), files);
    });

    it("loads the handler with what the step needs of the contract, as plain data, once", async () => {
      const { required, given, exported } = load(closureOf(resources, handler));
      assert.equal(await exported.handler!(), "done");
      assert.equal(await exported.handler!(), "done");
      assert.deepEqual(required, [`./.build/${handler}/index.js`]);
      assert.deepEqual(given, [stepContract(handler, made[handler])]);
    });

    it("is the same text again, whatever else is set", async () =>
      assert.equal(closureOf(resources, handler), closureOf(await recorded("full"), handler)));
  });

describe("a closure that captures more than 20 kB", () => {
  it("fails with how much it is, and what to do", () =>
    assert.rejects(
      record(() => {
        const dataset = { ...mhealth, description: "too long ".repeat(2000) };
        new IngestFn("ingest", { lake: new DataLake("lake"), dataset });
      }),
      /The closure of the function ingest has \d{5} bytes, more than the limit of 20000: capture less/,
    ));
});

describe("a bundle", () => {
  it("fails above 10 MB zipped, with how much it is", () => {
    assert.throws(
      () => checkSize("convert", { "index.js": randomBytes(6_000_000), "more.wasm": randomBytes(5_000_000) }),
      /^Error: The archive of handlers\/aws\/convert\.ts would have 11\.0 MB, more than the limit of 10 MB/,
    );
  });

  it("may be larger than that before it is zipped", () =>
    checkSize("convert", { "index.js": Buffer.alloc(11_000_000) }));

  for (const handler of bundleNames)
    it(`of ${handler} names no folder of the machine`, () => {
      const text = readFileSync(join(bundle(handler), "index.js"), "utf8");
      assert.ok(!text.includes(process.cwd()) && !text.includes(tmpdir() + "/"));
      for (const [, path] of text.matchAll(/^\/\/ (.*\.[cm]?[jt]s)$/gm))
        assert.match(path!, /^(contract|core|handlers|node_modules)\//);
    });

  it("of the converter for Spark's tasks is the function's, without AWS", () => {
    const sources = (name: BundleName) =>
      [
        ...readFileSync(join(bundle(name), "index.js"), "utf8").matchAll(
          /^\/\/ ((?:contract|core|handlers)\/.*)$/gm,
        ),
      ].map(([, path]) => path!);
    const own = sources("spark-convert").filter((path) => !sources("convert").includes(path));
    assert.deepEqual(new Set(own), new Set(["handlers/spark/pipe.ts", "handlers/spark/convert-task.ts"]));
    assert.ok(sources("spark-convert").includes("handlers/convert/slice.ts"));
    const text = readFileSync(join(bundle("spark-convert"), "index.js"), "utf8");
    assert.ok(!/aws-sdk|smithy/.test(text));
  });

  for (const [name, clients] of [
    ["convert", ["client-s3"]],
    ["ingest", ["client-s3", "client-secrets-manager"]],
    ["publish", ["client-glue", "client-s3"]],
  ] as const)
    it(`of ${name} holds the clients that its step uses, and no others`, () => {
      const text = readFileSync(join(bundle(name), "index.js"), "utf8");
      const found = [...text.matchAll(/^\/\/ node_modules\/@aws-sdk\/(client-[^/]+)\//gm)];
      assert.deepEqual([...new Set(found.map(([, client]) => client))].sort(), clients);
    });
});

describe("bundles made in another checkout", () => {
  let elsewhere: string;
  before(function () {
    elsewhere = realpathSync(mkdtempSync(join(tmpdir(), "checkout-")));
    const sources = bundleNames.flatMap((handler) =>
      packagesIn(readFileSync(join(bundle(handler), "index.js"), "utf8")),
    );
    for (const folder of new Set([
      "contract",
      "core",
      "handlers",
      "package.json",
      "tsconfig.json",
      ...sources,
    ]))
      cpSync(folder, join(elsewhere, folder), { recursive: true });
  });
  after(() => rmSync(elsewhere, { recursive: true, force: true }));

  for (const handler of bundleNames)
    it(`of ${handler} are the same, byte for byte`, () => {
      const made = Buffer.from(buildBundle(handler, elsewhere));
      assert.ok(made.equals(readFileSync(join(bundle(handler), "index.js"))));
    });
});

/**
 * Folders of the packages that a bundle was made of, and of those that they depend on: esbuild looks for all of these, and leaves out
 * what is not used. It writes each file's path above it.
 */
function packagesIn(text: string): string[] {
  const found = [...text.matchAll(/^\/\/ (node_modules\/(?:@[^/]+\/)?[^/\n]+)\//gm)];
  const folders = new Set(found.map(([, folder]) => folder!));
  for (const folder of folders) {
    const { dependencies = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
      readonly dependencies?: object;
    };
    for (const name of Object.keys(dependencies))
      if (existsSync(join("node_modules", name))) folders.add(join("node_modules", name));
  }
  return [...folders];
}
