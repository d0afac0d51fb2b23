/** Ports whose calls are numbered, so that a test can stop the world before or after each single one. */
import type { LocalPorts } from "../../local/local-ports";

export type Moment = "before" | "after";

/** What the ports do in the world; the others only compute a name. */
const portCalls = new Set(["get", "head", "put", "create", "list", "names", "delete", "adopt"]);

/** Told the number of each call and whether it begins or has ended; the call goes on when the answer is there. */
export type At = (call: number, moment: Moment, name: string) => unknown;

/** Wraps every method of store and catalog. */
export function counted(ports: LocalPorts, at: At): LocalPorts {
  let calls = 0;
  const wrap = <T extends object>(target: T, port: string, iterating: readonly string[]): T =>
    new Proxy(target, {
      get(object, property) {
        const value: unknown = Reflect.get(object, property);
        const method = String(property);
        if (typeof value !== "function" || !portCalls.has(method)) return value;
        return (...args: unknown[]): unknown => {
          const call = ++calls;
          const tell = (moment: Moment) => at(call, moment, `${port}.${method}`);
          const effect = () => Reflect.apply(value, object, args) as unknown;
          if (iterating.includes(method)) return iterated(effect as () => AsyncIterable<unknown>, tell);
          return awaited(effect, tell);
        };
      },
    });
  return {
    ...ports,
    store: wrap(ports.store, "store", ["get", "list", "names"]),
    catalog: wrap(ports.catalog, "catalog", []),
  };
}

type Tell = (moment: Moment) => unknown;

async function awaited(effect: () => unknown, tell: Tell): Promise<unknown> {
  await tell("before");
  try {
    return await effect();
  } finally {
    await tell("after");
  }
}

async function* iterated(effect: () => AsyncIterable<unknown>, tell: Tell): AsyncGenerator {
  await tell("before");
  try {
    yield* effect();
  } finally {
    await tell("after");
  }
}
