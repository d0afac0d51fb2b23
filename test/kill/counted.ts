/** Ports whose calls are numbered, so that a test can stop the world before or after each single one. */
import type { LocalPorts } from "../../local/ports";

export type Moment = "before" | "after";

/** What the ports do in the world; the others only compute a name. */
const portCalls = new Set(["get", "head", "put", "create", "list", "delete", "adopt"]);

/** Wraps every method of store and catalog; `at` is told the number of each call and whether it begins or has ended. */
export function counted(
  ports: LocalPorts,
  at: (call: number, moment: Moment, name: string) => void,
): LocalPorts {
  let calls = 0;
  const wrap = <T extends object>(target: T, port: string): T =>
    new Proxy(target, {
      get(object, property) {
        const value: unknown = Reflect.get(object, property);
        if (typeof value !== "function" || !portCalls.has(String(property))) return value;
        return (...args: unknown[]): unknown => {
          const call = ++calls;
          const name = `${port}.${String(property)}`;
          at(call, "before", name);
          const result: unknown = Reflect.apply(value, object, args);
          const ended = () => at(call, "after", name);
          if (result instanceof Promise) return result.finally(ended);
          return iterated(result as AsyncIterable<unknown>, ended);
        };
      },
    });
  return { ...ports, store: wrap(ports.store, "store"), catalog: wrap(ports.catalog, "catalog") };
}

async function* iterated<T>(items: AsyncIterable<T>, ended: () => void): AsyncGenerator<T> {
  try {
    yield* items;
  } finally {
    ended();
  }
}
