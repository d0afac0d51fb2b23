/**
 * Stands in for Lambda's runtime for Node.js: run in a fresh process, in the folder of an archive. It takes `Work` on
 * standard input and puts an `Answer` for each event on descriptor 3; what the function writes is all there is on
 * standard output.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What is to be run. */
export interface Work {
  /** `<module>.<export>`, as the function's configuration has it. */
  readonly handler: string;
  /** One after the other, after one cold start. */
  readonly events: readonly unknown[];
}

/** What Lambda tells a caller of an error. */
export interface Thrown {
  readonly errorType: string;
  readonly errorMessage: string;
}

export type Answer = { readonly result: unknown } | Thrown;

type Handler = (event: unknown, context: object) => unknown;

async function run({ handler: name, events }: Work): Promise<Answer[]> {
  const answers: Answer[] = [];
  try {
    const handler = load(name);
    for (const [number, event] of events.entries()) answers.push(await answer(handler, event, number));
  } catch (error) {
    return events.map(() => told(error));
  }
  return answers;
}

function load(name: string): Handler {
  const [file = "", key = ""] = name.split(".");
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- CommonJS, as the archive is
  const handler = (require(join(process.cwd(), file)) as Record<string, unknown>)[key];
  if (typeof handler !== "function")
    throw Object.assign(new Error(`${name} is no function`), { name: "Runtime.HandlerNotFound" });
  // From nodejs24.x on Lambda refuses handlers that call back.
  if (handler.length > 2)
    throw Object.assign(new Error(`${name} takes a callback`), { name: "Runtime.CallbackHandlerDeprecated" });
  return handler as Handler;
}

async function answer(handler: Handler, event: unknown, number: number): Promise<Answer> {
  const context = {
    awsRequestId: `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
    functionName: process.env["AWS_LAMBDA_FUNCTION_NAME"],
    getRemainingTimeInMillis: () => 60_000,
  };
  try {
    return { result: await handler(event, context) };
  } catch (error) {
    return told(error);
  }
}

// Lambda knows an error by its name; of anything else that was thrown it tells the type.
const told = (error: unknown): Thrown =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message }
    : { errorType: typeof error, errorMessage: String(error) };

if (require.main === module)
  void run(JSON.parse(readFileSync(0, "utf8")) as Work).then((answers) => {
    writeFileSync(3, JSON.stringify(answers));
    // Lambda stops the process at once, whatever connections are kept open.
    process.exit(0);
  });
