/** A real Trino, the engine that Athena is built on, over tables of the emulated cloud. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Answer } from "../spark/conformance/duckdb-answer";

/** The server's own build file and source. */
const folder = join("test", "trino");

/** What a catalog's file says: Trino's names of settings. */
export type CatalogSettings = Readonly<Record<string, string>>;

/** A server that runs. */
export interface Trino {
  /** The answer to one statement, in the exact strings of conformance answers. */
  ask(catalog: string, schema: string, sql: string): Promise<Answer>;
  /** Ends the server. */
  close(): Promise<void>;
}

/**
 * Starts a server with these catalogs. Without the JDK 25 that TRINO_JAVA_HOME names, or without Maven, the suite is skipped and
 * says so, also when CI=true: Spark needs another Java, and a machine may have only that one.
 */
export async function startTrino(
  context: Mocha.Context,
  catalogs: Readonly<Record<string, CatalogSettings>>,
): Promise<Trino> {
  const java = process.env["TRINO_JAVA_HOME"];
  const missing = java === undefined ? "TRINO_JAVA_HOME is not set" : missingTool(java);
  if (java === undefined || missing !== undefined) {
    console.log(
      `      skipped, no Trino here: ${missing}; it needs a JDK 25, which TRINO_JAVA_HOME names, and Maven`,
    );
    return context.skip();
  }
  const settings = mkdtempSync(join(tmpdir(), "data-flow-trino-"));
  for (const [name, catalog] of Object.entries(catalogs)) {
    const lines = Object.entries(catalog).map(([key, value]) => `${key}=${value}\n`);
    writeFileSync(join(settings, `${name}.properties`), lines.join(""));
  }
  const child = spawn(
    join(java, "bin", "java"),
    [
      ...["-Xmx1g", "-XX:TieredStopAtLevel=1", "--add-modules", "jdk.incubator.vector"],
      ...["-cp", classpath(java), join(folder, "TrinoServer.java"), settings],
    ],
    { stdio: ["pipe", "pipe", "pipe"] },
  );
  const close = async () => {
    const ended = child.exitCode === null ? new Promise((done) => child.once("exit", done)) : undefined;
    child.stdin.end();
    await ended;
    rmSync(settings, { recursive: true, force: true });
  };
  try {
    const url = await firstLine(child);
    return { ask: (catalog, schema, sql) => ask(url, { catalog, schema }, sql), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function missingTool(java: string): string | undefined {
  const { stderr } = spawnSync(join(java, "bin", "java"), ["-version"], { encoding: "utf8" });
  if (!/version "25[."]/.test(stderr ?? "")) return `${java} holds no JDK 25`;
  return spawnSync("mvn", ["--version"]).status === 0 ? undefined : "there is no Maven (mvn) on the path";
}

/** Paths of the server's jars; Maven is asked once for each version of the build file. */
function classpath(java: string): string {
  const pom = join(folder, "pom.xml");
  const hash = createHash("sha256").update(readFileSync(pom)).digest("hex").slice(0, 16);
  const file = join(process.cwd(), "build", "trino", `${hash}.txt`);
  const kept = existsSync(file) ? readFileSync(file, "utf8") : "";
  if (kept !== "" && kept.split(":").every((jar) => existsSync(jar))) return kept;
  mkdirSync(join("build", "trino"), { recursive: true });
  const goal = ["dependency:build-classpath", `-Dmdep.outputFile=${file}`];
  const maven = spawnSync("mvn", ["-B", "-q", "-ntp", "-f", pom, ...goal], {
    encoding: "utf8",
    env: { ...process.env, JAVA_HOME: java },
  });
  if (maven.status !== 0) throw new Error(`Maven cannot fetch Trino: ${maven.stdout}${maven.stderr}`);
  return readFileSync(file, "utf8");
}

function firstLine(child: ChildProcess): Promise<string> {
  let said = "";
  child.stderr?.on("data", (bytes: Buffer) => (said = (said + bytes.toString()).slice(-4_000)));
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout! }).once("line", resolve);
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`Trino did not start: ${said}`)));
  });
}

/** One page of an answer, as Trino's client protocol has it (https://trino.io/docs/current/develop/client-protocol.html). */
interface Page {
  readonly nextUri?: string;
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
  readonly data?: readonly (readonly unknown[])[];
  readonly error?: { readonly message: string };
}

async function ask(
  url: string,
  { catalog, schema }: { readonly catalog: string; readonly schema: string },
  sql: string,
): Promise<Answer> {
  const headers = {
    "X-Trino-User": "test",
    "X-Trino-Catalog": catalog,
    "X-Trino-Schema": schema,
    "X-Trino-Time-Zone": "UTC",
    // Without it the server cuts every timestamp to milliseconds.
    "X-Trino-Client-Capabilities": "PARAMETRIC_DATETIME",
  };
  let page = await read(await fetch(`${url}/v1/statement`, { method: "POST", body: sql, headers }));
  let columns: Page["columns"] = [];
  const rows: (readonly unknown[])[] = [];
  for (;;) {
    if (page.error) return { error: page.error.message };
    columns = page.columns ?? columns;
    rows.push(...(page.data ?? []));
    if (page.nextUri === undefined) break;
    page = await read(await fetch(page.nextUri));
  }
  const types = columns.map(({ type }) => type);
  return { types, rows: rows.map((row) => row.map((value, at) => exact(value, types[at] ?? ""))) };
}

/** Numbers stay as they are written: an integer of 64 bits is no double. */
const asWritten = (_key: string, value: unknown, { source }: { readonly source?: string }) =>
  typeof value === "number" ? source : value;

async function read(response: Response): Promise<Page> {
  const text = await response.text();
  if (!response.ok) throw new Error(`Trino answered ${response.status}: ${text}`);
  // The third argument of a reviver is newer than its type.
  return JSON.parse(text, asWritten as (key: string, value: unknown) => unknown) as Page;
}

/** As glue/tests/conformance.py and duckdb-answer.ts write values: days, microseconds, the shortest text of a double. */
function exact(value: unknown, type: string): string | null {
  if (value === null || value === undefined) return null;
  const text =
    typeof value === "string" || typeof value === "boolean" ? String(value) : JSON.stringify(value);
  if (type === "date") return String(Date.parse(`${text}T00:00:00Z`) / 86_400_000);
  if (type.startsWith("timestamp")) return micros(text);
  if (type === "double") return text === "-0.0" ? text : String(Number(text));
  return text;
}

/** Microseconds since 1970 of a time without a zone, such as 1969-12-31 23:59:59.999999. */
function micros(text: string): string {
  const [, day = "", time = "", fraction = ""] = /^(\S+) ([\d:]+)(?:\.(\d+))?$/.exec(text) ?? [];
  const seconds = BigInt(Date.parse(`${day}T${time}Z`) / 1000);
  return String(seconds * 1_000_000n + BigInt(fraction.padEnd(6, "0")));
}
