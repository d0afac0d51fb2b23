/**
 * Tries the program with the real Pulumi CLI against an AWS that is not there: `node build/test/program/cli.js`.
 *
 * Needs `pulumi` (3.259 or later) on the PATH, and neither an account nor a network. Where there is no language host for
 * Node beside it, as in a CLI that was built alone, a stand-in takes its place.
 * It works on copies of this checkout in a temporary folder, with a state of its own, prints a line for each step and
 * ends with 1 at the first that fails. It is no part of the tests that mocha runs: they do without the CLI.
 */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { copyCheckout } from "./checkout";
import { startLanguage } from "./language";
import { startProvider } from "./provider";

const stacks = ["dev", "prod"];

/** This checkout's, since the copies are not built. */
const policed = ["--policy-pack", resolve("policy", "pack")];

/** What a step expects of the CLI; `refused` is a text that must be in its complaint. */
interface Step {
  readonly title: string;
  readonly words: readonly string[];
  readonly refused?: string;
}

async function main(): Promise<void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "data-flow-cli-")));
  const provider = await startProvider();
  const language = hasLanguageHost() ? undefined : await startLanguage(ownEnvironment());
  try {
    const [first, second] = [join(folder, "first"), join(folder, "elsewhere", "second")];
    // Both before the first step, so that an editor at work does not come between them.
    for (const copy of [first, second]) copyCheckout(process.cwd(), copy);
    const env = environment(folder, provider.port, language?.port);
    const at = (checkout: string) => (step: Step) => take(step, checkout, env(checkout));
    for (const stack of stacks) {
      await at(first)({ title: `${stack}: make the stack`, words: ["stack", "init", stack] });
      // With the prices prod has a warehouse; dev leaves them out.
      if (stack === "prod")
        await at(first)({
          title: `${stack}: accept the terms of prices`,
          words: ["config", "set", "--path", "acceptedTerms[0]", "prices", "-s", stack],
        });
      await withLake(first, publicAccess, () =>
        at(first)({
          title: `${stack}: a first preview refuses a bucket made public by transform`,
          words: ["preview", ...policed, "-s", stack],
          refused: 'rule 1: Bucket "lake" has no public access block with all four flags.',
        }),
      );
      await at(first)({ title: `${stack}: preview`, words: ["preview", ...policed, "-s", stack] });
      await at(first)({
        title: `${stack}: up`,
        words: ["up", "--yes", "--skip-preview", ...policed, "-s", stack],
      });
      await at(first)(unchanged(stack, "again"));
      await withLake(first, publicPolicy, () =>
        at(first)({
          title: `${stack}: a later preview refuses a bucket policy for everybody`,
          words: ["preview", ...policed, "-s", stack],
          refused: 'rule 12: BucketPolicy "lake-policy" allows everybody.',
        }),
      );
    }
    for (const stack of stacks) {
      // Making a stack has written the salt of its password into its file.
      copyFileSync(join(first, `Pulumi.${stack}.yaml`), join(second, `Pulumi.${stack}.yaml`));
      await at(second)(unchanged(stack, "from another folder"));
    }
    const [dev, prod] = stacks as [string, string];
    const destroy = (stack: string) => ["destroy", "--yes", "--skip-preview", "-s", stack];
    await at(first)({
      title: `${prod}: destroy is refused`,
      words: ["destroy", "--yes", "-s", prod],
      refused: "protected",
    });
    await at(first)({ title: `${dev}: destroy`, words: destroy(dev) });
    await at(first)({ title: `${dev}: up once more`, words: ["up", "--yes", "--skip-preview", "-s", dev] });
  } finally {
    provider.close();
    language?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const unchanged = (stack: string, where: string): Step => ({
  title: `${stack}: preview ${where} changes nothing`,
  words: ["preview", "--expect-no-changes", "--diff", ...policed, "-s", stack],
});

const publicAccess = "publicAccess: { blockPublicPolicy: false }";
const publicPolicy = `policy: (args) => {
        args.policy = pulumi.jsonStringify({
          Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: args.bucket }],
        });
      }`;

/** Takes steps while the program of a checkout changes its lake by this `transform` of the bucket. */
async function withLake(checkout: string, transform: string, steps: () => Promise<void>): Promise<void> {
  const file = join(checkout, "index.ts");
  const text = readFileSync(file, "utf8");
  const opening = 'new DataLake("lake", {';
  if (!text.includes(opening)) throw new Error(`${file} makes no lake by ${opening}`);
  const changed = text.replace(opening, `${opening}\n    transform: { bucket: { ${transform} } },`);
  writeFileSync(file, `import * as pulumi from "@pulumi/pulumi";\n${changed}`);
  try {
    await steps();
  } finally {
    writeFileSync(file, text);
  }
}

const hasLanguageHost = () =>
  (process.env["PATH"] ?? "")
    .split(delimiter)
    .some((path) => ["", ".exe"].some((end) => existsSync(join(path, `pulumi-language-nodejs${end}`))));

/** The environment without what a person set for the CLI, and without credentials. */
const ownEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(PULUMI|AWS|TS_NODE)_/.test(name)));

/** The environment of the CLI in a checkout: a home and a state of its own, the project's Node, nobody's credentials. */
function environment(
  folder: string,
  provider: number,
  language: number | undefined,
): (checkout: string) => NodeJS.ProcessEnv {
  const [home, state] = [join(folder, "home"), join(folder, "state")];
  for (const made of [home, state]) mkdirSync(made);
  const password = randomUUID();
  return (checkout) => ({
    ...ownEnvironment(),
    PATH: [join(checkout, "node_modules", ".bin"), process.env["PATH"] ?? ""].join(delimiter),
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: password,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DEBUG_PROVIDERS: `aws:${provider}`,
    ...(language !== undefined && { PULUMI_DEBUG_LANGUAGES: `nodejs:${language}` }),
    NO_COLOR: "1",
  });
}

/** Runs one step and prints its line; throws what the CLI said where it did not end as expected. */
async function take(step: Step, cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  const began = performance.now();
  const { code, text } = await pulumi(step.words, cwd, env);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const good = step.refused === undefined ? code === 0 : code !== 0 && text.includes(step.refused);
  console.log(`${good ? "ok    " : "FAILED"} ${step.title} (${seconds} s)${summaryOf(text)}`);
  if (!good) throw new Error(`pulumi ${step.words.join(" ")} ended with ${code}:\n${text}`);
}

function pulumi(
  words: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<{ code: number | null; text: string }> {
  const child = spawn("pulumi", ["--non-interactive", ...words], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (more: string) => (text += more));
  }
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", (code) => done({ code, text }));
  });
}

/** What the CLI counted, such as ": + 57 to create". */
function summaryOf(text: string): string {
  const counted = text.lastIndexOf("Resources:\n");
  if (counted < 0) return "";
  const lines = text.slice(counted).split("\n").slice(1);
  const end = lines.findIndex((line) => !line.startsWith(" "));
  return `: ${lines
    .slice(0, end < 0 ? undefined : end)
    .map((line) => line.trim())
    .join(", ")}`;
}

main().catch((error: unknown) => {
  const missing = error instanceof Error && "code" in error && error.code === "ENOENT" && "path" in error;
  if (missing && error.path === "pulumi") {
    console.error(
      "There is no `pulumi` on the PATH; https://www.pulumi.com/docs/install/ says how to get it.",
    );
  } else {
    console.error(error instanceof Error ? error.message : error);
  }
  process.exitCode = 1;
});
