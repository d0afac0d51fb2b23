import { textOf, type Exchange } from "../exchange";
import { excerpt, place, sourceFailure, type SourceFailure } from "../source-failures";

/** What an error needs: which data set it is about, and what it must not show. */
export interface KaggleContext {
  /** `owner/dataset`. */
  readonly name: string;
  readonly secrets: readonly string[];
  readonly signedIn: boolean;
  /** The version that Kaggle named, once its archive is asked for. */
  readonly version?: string;
  /** True once a part of the archive has arrived. */
  readonly begun?: boolean;
}

/** The three forms of Kaggle's errors. */
interface KaggleError {
  readonly code: number | undefined;
  readonly message: string;
}

// Large enough for an error; an archive never comes this way.
const maxErrorBytes = 64 * 1024;

/** Reads an answer that must be a JSON object; otherwise fails with the name of what went wrong. */
export async function jsonAnswer(answer: Exchange, context: KaggleContext): Promise<Record<string, unknown>> {
  const text = await textOf(answer, 1024 * 1024);
  const from = place(answer.request.url);
  const value = object(text);
  const error = errorIn(value);
  if (answer.status !== 200) throw failureOf(answer.status, error?.message ?? text, from, context);
  if (error?.code !== undefined) throw failureOf(error.code, error.message, from, context);
  if (!value) throw unexpected(text, from, context);
  return value;
}

/** Passes on an answer that may be an archive (200 or 206); otherwise fails with the name of what went wrong. */
export async function contentAnswer(answer: Exchange, context: KaggleContext): Promise<Exchange> {
  const from = place(answer.request.url);
  const type = answer.headers.get("content-type") ?? "";
  const good = answer.status === 200 || answer.status === 206;
  if (good && !/json|html/i.test(type)) return answer;
  const text = await textOf(answer, maxErrorBytes);
  // Another host is the storage, which refuses once the signed address has expired: asking again gets a new one.
  const storage = new URL(answer.request.url).origin !== answer.request.trusted;
  if (!good && storage && answer.status < 500 && answer.status !== 429) {
    const sentence = `the storage refused the signed address (${answer.status}); run it again`;
    throw sourceFailure("SourceUnavailable", `${from}: ${sentence}`);
  }
  if (!good) throw failureOf(answer.status, errorIn(object(text))?.message ?? text, from, context);
  throw pageFailure(text, from, context);
}

/** Fails if a content begins like a page or an error, whatever its stated type. */
export function refusePage(beginning: Uint8Array, from: string, context: KaggleContext): void {
  const text = Buffer.from(beginning.subarray(0, maxErrorBytes)).toString("utf8");
  if (errorIn(object(text)) || /^\s*<(!doctype|html|\?xml|!--)/i.test(text))
    throw pageFailure(text, from, context);
}

function pageFailure(text: string, from: string, context: KaggleContext): Error {
  const error = errorIn(object(text));
  return error && (error.code !== undefined || isProcessed(error.message))
    ? failureOf(error.code ?? 200, error.message, from, context)
    : unexpected(text, from, context);
}

/** The error for an unexpected answer, with the answer's beginning. */
export function unexpected(text: string, from: string, { name, secrets }: KaggleContext): Error {
  const sentence = `${name}: ${from} answered something else than was asked for`;
  return sourceFailure("SourceUnexpected", `${sentence}: "${excerpt(text, secrets)}"; try again later`);
}

function failureOf(code: number, message: string, from: string, context: KaggleContext): Error {
  const [failure, advice] = meaning(code, message, context);
  const said = excerpt(message, context.secrets);
  return sourceFailure(
    failure,
    `${context.name}: ${from} answered ${code}${said && ` "${said}"`}; ${advice}`,
  );
}

/** True if Kaggle says that it is still making the archive. */
const isProcessed = (message: string) =>
  /\bbeing (processed|created|prepared)|not (yet )?ready/i.test(message);

function meaning(
  code: number,
  message: string,
  { name, signedIn, version, begun }: KaggleContext,
): [SourceFailure, string] {
  const page = `https://www.kaggle.com/datasets/${name}`;
  if (code === 401) {
    const what = signedIn ? "check the Kaggle token, it may have expired" : "set KAGGLE_API_TOKEN";
    return ["SourceUnauthorized", what];
  }
  // A version that was just named exists: only its archive is missing.
  if (version !== undefined && (code === 404 || code === 202 || isProcessed(message)))
    return ["SourceUnavailable", `the archive of version ${version} is not ready; run it again later`];
  if (code === 403 && begun)
    return ["SourceUnavailable", "it gave the beginning of the archive and refuses the rest; run it again"];
  if (code === 403)
    return ["SourceForbidden", `accept the terms on ${page}, or check who may see the data set`];
  if (code === 404 || code === 410) return ["SourceNotFound", `check owner and name: ${page}`];
  if (code === 429) return ["SourceThrottled", "too many requests: run it again later"];
  if (code === 408 || code >= 500) return ["SourceUnavailable", "run it again later"];
  return ["SourceUnexpected", "try again later"];
}

function object(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function errorIn(value: Record<string, unknown> | undefined): KaggleError | undefined {
  const nested = value?.["error"];
  const { code, message } =
    typeof nested === "object" && nested !== null ? (nested as Record<string, unknown>) : (value ?? {});
  const text = typeof message === "string" ? message : "";
  if (Number(code) >= 400) return { code: Number(code), message: text };
  return text === "" ? undefined : { code: undefined, message: text };
}
