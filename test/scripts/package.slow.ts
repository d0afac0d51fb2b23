import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Registered } from "../components/record";

const read = (path: string) => readFileSync(path, "utf8").replaceAll("\r\n", "\n");
const readJson = (path: string) => JSON.parse(read(path)) as Record<string, never>;

interface Manifest {
  readonly version: string;
  readonly [property: string]: unknown;
}

/** The block of a page's code that begins with these words. */
function codeOf(page: string, beginning: string): string {
  const found = [...read(page).matchAll(/^```ts\n([^]*?)^```$/gm)].find(([, code]) =>
    code!.startsWith(beginning),
  );
  assert.ok(found, `${page} has no code that begins with ${beginning}`);
  return found[1]!;
}

/**
 * Another project, in which the package that `npm pack` makes is installed from npm's cache, without the network. The program is
 * that of docs/library.md, the data set that of docs/add-a-dataset.md.
 */
describe("the packed package", function () {
  this.timeout(600_000);
  let folder: string;
  let packed: { readonly filename: string; readonly files: readonly { readonly path: string }[] };
  const at = (...names: string[]) => join(folder, ...names);

  /** npm's own settings but the cache and the registry, under which the cache knows its packages, are those of another project. */
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => /^npm_config_(cache|registry)$/i.test(name) || !/^(npm_.*|INIT_CWD)$/i.test(name),
    ),
  );
  const shell = process.platform === "win32";
  const npm = (cwd: string, ...words: string[]) =>
    spawnSync("npm", words, { cwd, env, shell, encoding: "utf8" });
  const dataFlow = (...words: string[]) => {
    const { status, stdout, stderr } = spawnSync("npx", ["--offline", "data-flow", ...words], {
      cwd: folder,
      env,
      shell,
      encoding: "utf8",
    });
    assert.equal(status, 0, stdout + stderr);
    return JSON.parse(stdout) as unknown;
  };
  const node = (...words: string[]) =>
    spawnSync(process.execPath, words, { cwd: folder, env, encoding: "utf8" });

  before(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "data-flow-package-")));
    const { status, stdout, stderr } = npm(".", "pack", "--json", "--pack-destination", folder);
    assert.equal(status, 0, stdout + stderr);
    packed = (JSON.parse(stdout.slice(stdout.indexOf("[\n"))) as [typeof packed])[0];

    mkdirSync(at("datasets"));
    const weather = codeOf("docs/add-a-dataset.md", "import { defineDataset }");
    writeFileSync(at("datasets", "weather.ts"), weather.replace('"../contract"', '"data-flow/contract"'));
    copyFileSync("test/examples/stations.csv", at("stations.csv"));
    writeFileSync(at("index.ts"), codeOf("docs/library.md", "import * as on"));
    install();
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Installs it with the versions of the checkout's lock file, which are those that npm has in its cache. */
  function install(): void {
    const address = `file:${packed.filename}`;
    const program = { name: "weather-platform", private: true, dependencies: { "data-flow": address } };
    const { name, private: _, devDependencies: __, ...own } = readJson("package.json") as unknown as Manifest;
    const lock = readJson("package-lock.json") as unknown as { packages: Record<string, object> };
    const packages = {
      ...lock.packages,
      "": program,
      [`node_modules/${String(name)}`]: { ...own, resolved: address },
    };
    writeFileSync(at("package.json"), JSON.stringify(program));
    writeFileSync(at("package-lock.json"), JSON.stringify({ lockfileVersion: 3, requires: true, packages }));
    const installed = npm(folder, "install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund");
    assert.doesNotMatch(
      installed.stderr,
      /ENOTCACHED/,
      "npm's cache lacks a package: npm ci fills it from the registry, unless it finds the package there.",
    );
    assert.equal(installed.status, 0, installed.stdout + installed.stderr);
  }

  it("holds what runs and the documentation, and no tests, sources or golden files", () => {
    const tops = new Set(packed.files.map(({ path }) => path.split("/")[0]));
    assert.deepEqual([...tops].sort(), [
      "LICENSE",
      "README.md",
      "dist",
      "docs",
      "glue",
      "package.json",
      "scripts",
    ]);
    const unwanted = packed.files.filter(({ path }) => /(^|\/)tests?\/|(?<!\.d)\.ts$|-dev\.txt$/.test(path));
    assert.deepEqual(unwanted, []);
  });

  it("runs a data set of the project, without Pulumi", () => {
    assert.ok(!existsSync(at("node_modules", "@pulumi")));
    const run = dataFlow("run", "weather", "--archive", "stations.csv", "--json") as Record<string, unknown>;
    assert.deepEqual(
      [run["status"], run["rows"]],
      ["published", { read: 4, staged: 4, quarantined: 0, published: 4 }],
    );
    assert.deepEqual(dataFlow("query", "select count(*)::int as n from weather", "--json"), [{ n: 4 }]);
  });

  describe("with Pulumi, TypeScript and ts-node", () => {
    before(() => {
      // What a project installs beside it; as links, since they take longer to unpack than all else here.
      for (const name of ["@pulumi", "typescript", "ts-node"])
        symlinkSync(resolve("node_modules", name), at("node_modules", name), "junction");
    });

    /** What TypeScript says of the files; "" if it finds no fault. */
    function checkTypes(compiler: string, files: readonly string[], options: object): string {
      const compilerOptions = { strict: true, noEmit: true, types: [], skipLibCheck: true, ...options };
      writeFileSync(at("tsconfig.json"), JSON.stringify({ compilerOptions, files }));
      return node(compiler, "-p", ".").stdout;
    }
    const native = join(dirname(require.resolve("typescript-native/package.json")), "bin", "tsc");

    it("checks the types of data set and program, and refuses keys and rules that name no column", () => {
      writeFileSync(
        at("faults.ts"),
        `import { defineDataset, type Row } from "data-flow/contract";
import { weather } from "./datasets/weather";
export const rain: number | null = ({} as Row<typeof weather>).rain;
// @ts-expect-error: it may be null
export const certain: number = ({} as Row<typeof weather>).rain;
// @ts-expect-error: there is no such column
export const misspelled = ({} as Row<typeof weather>).rane;
// @ts-expect-error: there is no such column
defineDataset({ ...weather, table: { ...weather.table, key: ["statoin"] } });
// @ts-expect-error: there is no such column
defineDataset({ ...weather, rules: [{ name: "r", kind: "range", column: "temprature", min: 0, max: 1 }] });
`,
      );
      const options = { module: "nodenext", target: "es2023" };
      assert.equal(checkTypes(native, ["index.ts", "faults.ts"], options), "");
    });

    it("has types for a project that resolves modules as Pulumi's own templates do", () => {
      const options = { module: "commonjs", moduleResolution: "node", target: "es2020", skipLibCheck: false };
      assert.equal(checkTypes("node_modules/typescript/bin/tsc", ["faults.ts"], options), "");
    });

    it("registers the platform under mocks, with the packed handlers and the packed scripts", () => {
      const record = resolve(__dirname, "..", "components", "record.js");
      const script = `
        require("ts-node").register({ transpileOnly: true, compilerOptions: { module: "commonjs" } });
        require(${JSON.stringify(record)}).record(() => require("./index"))
          .then((resources) => console.log(JSON.stringify(resources)));`;
      const { status, stdout, stderr } = node("-e", script);
      assert.equal(status, 0, stderr);
      const resources = JSON.parse(stdout) as readonly Registered[];
      const of = (type: string) => resources.filter((each) => each.type === type);

      const archives = of("aws:lambda/function:Function").map(
        ({ inputs }) =>
          (inputs["code"] as { assets: Record<string, { path?: string; text?: string }> }).assets,
      );
      assert.deepEqual(archives.map((assets) => Object.keys(assets)[0]).sort(), [
        ".build/convert",
        ".build/ingest",
        ".build/publish",
      ]);
      for (const step of ["convert", "ingest", "publish"]) {
        const [made, bundle] = [at(".build", step, "index.js"), at("node_modules/data-flow/dist/bundles")];
        assert.ok(readFileSync(made).equals(readFileSync(join(bundle, `${step}.js`))));
        execFileSync(process.execPath, ["-e", `require(${JSON.stringify(made)}).make.call`]);
      }
      const [main, modules] = ["weather-transform-script", "weather-transform-modules"].map(
        (name) => resources.find((each) => each.name === name)!.inputs["source"],
      ) as [{ path: string }, { assets: Record<string, { path: string }> }];
      assert.equal(main.path, "node_modules/data-flow/glue/transform.py");
      for (const { path } of Object.values(modules.assets)) assert.ok(existsSync(at(path)), path);
      assert.equal(of("aws:sfn/stateMachine:StateMachine").length, 1);
    });
  });
});
