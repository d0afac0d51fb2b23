import { makeHttpClient } from "../../../core/sources/http-client";
import { makeKaggleSource, type KaggleOptions } from "../../../core/sources/kaggle";
import type { Clock } from "../../../core/run/ports";
import { startKaggleServer, type KaggleServer, type KaggleServerOptions } from "../../kaggle-server";
import { whole } from "../archive/stored";

/** What a download came to, and everything that was said on the way. */
export interface Outcome {
  readonly name?: string;
  readonly version?: string | undefined;
  readonly bytes?: Buffer;
  readonly error?: Error;
  /** Waits asked for, in milliseconds. */
  readonly slept: readonly number[];
  readonly logged: string;
  readonly server: KaggleServer;
}

export const token = "kgat_planted-token-0123456789";

/** Downloads from a stand-in server, without waiting; secrets as given. */
export async function run(
  options: KaggleServerOptions,
  secrets: Readonly<Record<string, string>> = { KAGGLE_API_TOKEN: token },
  more: KaggleOptions = {},
): Promise<Outcome> {
  const server = await startKaggleServer(options);
  const slept: number[] = [];
  const logged: string[] = [];
  const clock: Clock = {
    now: () => new Date(0),
    random: () => 0.999,
    sleep: (milliseconds) => Promise.resolve(void slept.push(milliseconds)),
  };
  const log = {
    progress: (said: object) => void logged.push(JSON.stringify(said)),
    warn: (said: string) => void logged.push(said),
  };
  const ports = {
    clock,
    log,
    fetch: makeHttpClient(),
    secrets: { get: (name: string) => Promise.resolve(secrets[name]) },
  };
  const told = () => ({ slept, logged: logged.join("\n"), server });
  try {
    const source = makeKaggleSource({ owner: "someone", dataset: "some-data" }, ports, {
      baseUrl: server.url,
      ...more,
    });
    const version = await source.version();
    const { name, bytes } = await source.open();
    return { name, version, bytes: await whole(bytes), ...told() };
  } catch (error) {
    return { error: error as Error, ...told() };
  } finally {
    await server.close();
  }
}

/** Everything an error says: message, stack, and its causes. */
export function allOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = Object.getOwnPropertyNames(error).map((name) => `${name}: ${String(Reflect.get(error, name))}`);
  return [...own, error.cause === undefined ? "" : allOf(error.cause)].join("\n");
}
