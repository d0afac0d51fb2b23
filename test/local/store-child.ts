/** A process of its own over a store: `node store-child.js <home> <mode> <number>`. */
import fs from "node:fs/promises";
import { makeCatalog } from "../../local/catalog";
import { makeDirectoryStore } from "../../local/directory-store";

const [home = "", mode = "", number = "0"] = process.argv.slice(2);
const calls = ["open", "mkdir", "rename", "link", "rm", "unlink"] as const;

/** Kills this process before its n-th call of the file system. */
function killBefore(n: number): void {
  let count = 0;
  const module = fs as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of calls) {
    const call = module[name];
    if (!call) throw new Error(`no fs.${name}`);
    module[name] = (...args) => {
      count += 1;
      if (count === n) process.kill(process.pid, "SIGKILL");
      return call(...args);
    };
  }
}

async function* halves(text: string) {
  for (const half of [text.slice(0, text.length / 2), text.slice(text.length / 2)]) {
    await Promise.resolve();
    yield Buffer.from(half);
  }
}

async function main(): Promise<unknown> {
  const store = makeDirectoryStore(home);
  if (mode === "race") {
    // Everybody waits for the parent's word, so that all try at the same moment.
    await new Promise((resolve) => process.once("message", resolve).send?.("ready"));
    return store.create("state/pointer.json", Buffer.from(`${number}\n`.repeat(1000)));
  }
  if (mode === "catalog") {
    const table = { name: "t", description: number, columns: [], parameters: {} };
    await new Promise((resolve) => process.once("message", resolve).send?.("ready"));
    return makeCatalog(store)
      .put("t", { table, location: `processed/t/${number}/` }, undefined)
      .then(
        () => true,
        (error: Error) => error.name,
      );
  }
  killBefore(Number(number));
  if (mode === "put") return store.put("raw/object", halves("new ".repeat(50_000)));
  return store.create("raw/object", Buffer.from("new ".repeat(50_000)));
}

void main().then((result) => {
  process.send?.({ result });
  process.disconnect();
});
