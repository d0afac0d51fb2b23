import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

/**
 * Absolute path of recorded data beside the checkout. Where it is missing, as on a user's machine, the running
 * test is skipped with a reason; under CI=true that is an error instead, unless WITHOUT_RECORDED_DATA=true says that
 * there is none, as in a public workflow.
 */
export function sharedData(context: Mocha.Context, ...segments: string[]): string {
  const path = resolve(process.cwd(), "..", "shared", "data", ...segments);
  if (existsSync(path)) return path;
  const reason = `no test data at ${join("..", "shared", "data", ...segments)}`;
  if (process.env["CI"] === "true" && process.env["WITHOUT_RECORDED_DATA"] !== "true")
    throw new Error(reason);
  console.log(`      skipped: ${reason}`);
  return context.skip();
}
