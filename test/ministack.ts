/** An emulated cloud on loopback (ministack): S3, the Glue Data Catalog, Secrets Manager and more, its state in memory. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The cloud that runs. */
export interface Ministack {
  readonly url: string;
  /** Environment of a process whose SDK is to talk to it. */
  readonly env: Readonly<Record<string, string>>;
}

/** Longest start in milliseconds; half a second is usual. */
const longestStart = 30_000;

let running: Promise<Ministack> | undefined;
let child: ChildProcess | undefined;
let folder: string | undefined;

/**
 * The cloud of this process, started on first use and stopped after its last test. Where Python (DATA_FLOW_PYTHON, else that of
 * .venv/, else python3) does not have test/requirements.txt, the tests are skipped; never when CI=true.
 */
export async function ministack(context: Mocha.Context): Promise<Ministack> {
  const python = findPython();
  if (python !== undefined) return (running ??= start(python));
  const reason =
    "no ministack here: pip install -r test/requirements.txt, for the Python that DATA_FLOW_PYTHON names";
  if (process.env["CI"] === "true") throw new Error(reason);
  console.log(`      skipped, ${reason}`);
  return context.skip();
}

/** Starts it before the tests of a suite, whose own environment is then that of the cloud. */
export function useMinistack(): () => Ministack {
  let cloud: Ministack | undefined;
  const before_: Record<string, string | undefined> = {};
  before(async function () {
    this.timeout(longestStart + 5_000);
    cloud = await ministack(this);
    for (const [name, value] of Object.entries(cloud.env)) {
      before_[name] = process.env[name];
      process.env[name] = value;
    }
  });
  after(() => {
    for (const [name, value] of Object.entries(before_))
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  });
  return () => cloud!;
}

function findPython(): string | undefined {
  const own = join(".venv", "bin", "python");
  const python = process.env["DATA_FLOW_PYTHON"] ?? (existsSync(own) ? own : "python3");
  const look = "import importlib.util, sys; sys.exit(importlib.util.find_spec('ministack') is None)";
  return spawnSync(python, ["-c", look]).status === 0 ? python : undefined;
}

async function start(python: string): Promise<Ministack> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  folder = mkdtempSync(join(tmpdir(), "data-flow-ministack-"));
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: folder,
    TMPDIR: folder,
    BIND_HOST: "127.0.0.1",
    GATEWAY_PORT: String(port),
    LOG_LEVEL: "WARNING",
    LAMBDA_EXECUTOR: "local",
    // Its other ports, and its clearing up among the machine's containers.
    SFTP_ENABLED: "0",
    IOT_MTLS_ENABLED: "0",
    DOCKER_HOST: "unix:///nonexistent",
  };
  let said = "";
  child = spawn(python, ["-m", "ministack"], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout!, child.stderr!])
    stream.on("data", (bytes: Buffer) => (said = (said + bytes.toString()).slice(-2_000)));
  child.once("error", (error) => (said += error.message));
  process.once("exit", () => child?.kill("SIGKILL"));

  for (const end = Date.now() + longestStart; Date.now() < end; await sleep(30)) {
    if (child.exitCode !== null) break;
    const answer = await fetch(`${url}/_ministack/ready`).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok) return { url, env: clientEnvironment(url) };
  }
  throw new Error(`ministack does not start: ${said}`);
}

const clientEnvironment = (url: string) => ({
  AWS_ENDPOINT_URL: url,
  AWS_REGION: "eu-central-1",
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  // Whoever runs the tests may have a profile, and clients that look for a machine's role wait for it.
  AWS_CONFIG_FILE: "/nonexistent",
  AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
  AWS_EC2_METADATA_DISABLED: "true",
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

// This file is loaded while mocha's root suite is open, so this runs after all tests.
after(async () => {
  if (!child) return;
  const ended = child.exitCode === null ? new Promise((done) => child?.once("exit", done)) : undefined;
  // Its shutdown looks for containers to stop; there is nothing in it to keep.
  child.kill("SIGKILL");
  await ended;
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});
