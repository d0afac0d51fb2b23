/** The laptop's implementation of every port. */
import { systemClock } from "../core/run/clock";
import { makeHttpClient } from "../core/sources/http-client";
import type { Clock, Log, Ports } from "../core/run/ports";
export type { Log, Progress } from "../core/run/ports";
import { makeCatalog } from "./catalog";
import { makeEnvironmentSecrets, type Environment } from "./environment-secrets";
import { memoryLimit } from "./memory-limit";
import { makeDirectoryStore, type DirectoryStore } from "./directory-store";

/** The ports over a directory; their store also gives the paths of its objects. */
export interface LocalPorts extends Ports {
  /** Absolute path of the store's folder. */
  readonly home: string;
  readonly store: DirectoryStore;
}

export interface LocalPortsOptions {
  /** Folder of the store, created if missing. */
  readonly home: string;
  readonly log: Log;
  /** @default process.env */
  readonly env?: Environment;
  /** @default the system's clock */
  readonly clock?: Clock;
}

/** Makes the ports over `home`; fails as `makeDirectoryStore` and `memoryLimit` describe. */
export function makeLocalPorts({ home, log, env, clock }: LocalPortsOptions): LocalPorts {
  // Fails here, before anything is fetched, instead of in the transform.
  memoryLimit();
  const store = makeDirectoryStore(home);
  return {
    home: store.home,
    store,
    catalog: makeCatalog(store),
    secrets: makeEnvironmentSecrets(env ?? process.env),
    clock: clock ?? systemClock,
    log,
    fetch: makeHttpClient(),
  };
}
