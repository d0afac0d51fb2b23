import { makeSums, stated, type Stated, type Sums } from "./download-sums";
import { exchange, type Exchange, type HttpRequest } from "./exchange";
import type { Ports } from "../run/ports";
import { backOff, defaultRetry, isNamed, type RetryPolicy } from "../run/retry";
import { place, retryableSourceFailures, sourceFailure } from "./source-failures";

/** How to ask for a content, and how patiently. */
export interface DownloadOptions {
  /**
   * Asks from the beginning, with these headers added (a Range). If a signed address has expired, this gets a new one. Returns a
   * 200 or 206 answer or throws a source failure.
   */
  readonly ask: (headers: Readonly<Record<string, string>>) => Promise<Exchange>;
  /** Checks the first bytes, 512 or more, before it hands out any; throws if they are not the content. */
  readonly inspect?: (beginning: Uint8Array) => void;
  /** What to do with an answer that is compressed for the way: with "unpack", a cut one is asked for whole again. @default "refuse" */
  readonly encoded?: "refuse" | "unpack";
  readonly retry?: RetryPolicy;
  /** Longest silence in milliseconds. @default 60,000 */
  readonly idle?: number;
}

/** Bytes after which another cut counts as the first one again. */
const progressBytes = 1024 * 1024;
/** Status codes of a storage whose signed address has expired. */
const refused: readonly number[] = [400, 401, 403, 404, 410];

/**
 * The content of `first`, a 200 answer. If the connection is cut, it resumes by Range. If the server sends the whole content again,
 * it skips the known bytes and compares their MD5. At the end it compares length, crc32c and md5 with what the server stated. Fails
 * with `SourceDamaged`, `SourceChanged` (the content differs from the beginning), `SourceThrottled` or `SourceUnavailable` after
 * bounded tries. Holds one chunk, and 512 bytes at first.
 */
export async function* download(
  ports: Pick<Ports, "fetch" | "clock">,
  first: Exchange,
  options: DownloadOptions,
): AsyncGenerator<Uint8Array> {
  const { retry = defaultRetry, encoded = "refuse" } = options;
  const origin = place(first.request.url);
  let expected = statedOf(first);
  let sums = makeSums(expected);
  let answer: Exchange | undefined = first;
  let request = first.request;
  let packed = encodingOf(first) !== undefined;
  let [received, failures, mark] = [0, 0, 0];
  for (;;) {
    try {
      // A range of compressed bytes would be none of the content.
      if (!answer && received > 0 && packed) answer = await options.ask({});
      if (!answer && received > 0) answer = await resumed(ports, request, received, expected, options);
      if (!answer) {
        answer = await options.ask({});
        expected = statedOf(answer);
        sums = makeSums(expected);
      }
      request = answer.request;
      packed = encodingOf(answer) !== undefined;
      if (packed && encoded === "refuse") throw unaskedEncoding(answer, origin);
      for await (const chunk of from(answer, received, expected, sums, options.inspect)) {
        received += chunk.byteLength;
        if (received > (expected.length ?? Infinity)) {
          throw sourceFailure(
            "SourceDamaged",
            `${origin}: more bytes came than the ${expected.length} stated`,
          );
        }
        sums.add(chunk);
        yield chunk;
      }
      if (received < (expected.length ?? 0)) {
        const sentence = `${received} of ${expected.length} bytes came; run it again`;
        throw sourceFailure("SourceDamaged", `${origin}: ${sentence}`);
      }
      return sums.check(origin);
    } catch (error) {
      const short = isNamed(error, ["SourceDamaged"]) && received < (expected.length ?? 0);
      if (!short && !isNamed(error, retryableSourceFailures)) throw error;
      if (isNamed(error, ["SourceChanged"])) throw error;
      if (received - mark >= progressBytes) failures = 0;
      mark = received;
      if (++failures >= retry.attempts) throw error;
      await answer?.close();
      answer = undefined;
      await backOff(ports.clock, failures, retry);
    } finally {
      await answer?.close();
    }
  }
}

async function resumed(
  ports: Pick<Ports, "fetch" | "clock">,
  request: HttpRequest,
  received: number,
  { etag }: Stated,
  { ask, idle = 60_000 }: DownloadOptions,
): Promise<Exchange> {
  const strong = etag !== undefined && !etag.startsWith("W/");
  const range = { range: `bytes=${received}-`, ...(strong ? { "if-range": etag } : {}) };
  const answer = await exchange(ports, { ...request, headers: { ...request.headers, ...range } }, idle);
  if (answer.status === 200 || answer.status === 206) return answer;
  await answer.close();
  if (refused.includes(answer.status)) return ask(range);
  const name = answer.status === 429 ? "SourceThrottled" : "SourceUnavailable";
  throw sourceFailure(name, `${place(request.url)}: answered ${answer.status} when asked for the rest`);
}

/** The bytes of an answer from an offset on. */
async function* from(
  answer: Exchange,
  received: number,
  expected: Stated,
  sums: Sums,
  inspect: DownloadOptions["inspect"],
): AsyncGenerator<Uint8Array> {
  if (received === 0 && answer.status === 200) return yield* inspected(answer.body, inspect);
  const now = statedOf(answer);
  const origin = place(answer.request.url);
  const changed = (what: string) =>
    sourceFailure("SourceChanged", `${origin}: ${what} meanwhile; run it again`);
  if (now.etag !== undefined && expected.etag !== undefined && now.etag !== expected.etag) {
    throw changed("the content has changed (another ETag)");
  }
  if (answer.status === 206) {
    assertRange(answer.headers.get("content-range"), received, expected.length, changed);
    yield* answer.body;
    return;
  }
  if (now.length !== expected.length) throw changed("the content has changed (another length)");
  yield* skipped(answer.body, received, sums.md5(), changed);
}

async function* inspected(body: AsyncIterable<Uint8Array>, inspect: DownloadOptions["inspect"]) {
  let beginning: Uint8Array[] | undefined = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (!beginning) yield chunk;
    else if (beginning.push(chunk) && size >= enoughOf(beginning[0])) {
      const bytes = Buffer.concat(beginning);
      beginning = undefined;
      inspect?.(bytes);
      yield bytes;
    }
  }
  if (!beginning || size === 0) return;
  const bytes = Buffer.concat(beginning);
  inspect?.(bytes);
  yield bytes;
}

/** How much of a content shows what it is: a page or an error may be one to its end. */
function enoughOf(first: Uint8Array | undefined): number {
  const begins = Buffer.from(first ?? [])
    .toString("latin1")
    .trimStart()[0];
  return begins === "{" || begins === "<" ? 64 * 1024 : 512;
}

function assertRange(
  header: string | null,
  start: number,
  length: number | undefined,
  changed: (what: string) => Error,
): void {
  const [, from, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(header ?? "") ?? [];
  if (Number(from) !== start) {
    throw sourceFailure(
      "SourceUnexpected",
      `asked for the bytes from ${start} on, got "${header ?? "no Content-Range"}"`,
    );
  }
  if (length !== undefined && total !== "*" && Number(total) !== length) {
    throw changed(`the content has changed (${total} bytes instead of ${length})`);
  }
}

async function* skipped(
  body: AsyncIterable<Uint8Array>,
  known: number,
  md5: string,
  changed: (what: string) => Error,
): AsyncGenerator<Uint8Array> {
  const again = makeSums();
  let left = known;
  for await (const chunk of body) {
    const skip = Math.min(left, chunk.byteLength);
    if (left > 0) {
      again.add(chunk.subarray(0, skip));
      left -= skip;
      if (left === 0 && again.md5() !== md5) throw changed("the content has changed (another MD5)");
    }
    if (skip < chunk.byteLength) yield chunk.subarray(skip);
  }
  if (left > 0) throw changed("the content has become shorter");
}

/** How an answer is compressed for the way, if it is. Its bytes come unpacked. */
export function encodingOf({ headers }: Pick<Exchange, "headers">): string | undefined {
  const encoding = headers.get("content-encoding")?.trim().toLowerCase() ?? "identity";
  return encoding === "identity" || encoding === "" ? undefined : encoding;
}

/** What the server states of the content: for a compressed answer not the length and the sums, which are those of the packed bytes. */
export function statedOf(answer: Pick<Exchange, "headers">): Stated {
  const all = stated(answer.headers);
  return encodingOf(answer) === undefined
    ? all
    : { ...all, length: undefined, crc32c: undefined, md5: undefined };
}

const unaskedEncoding = (answer: Exchange, origin: string) =>
  sourceFailure(
    "SourceUnexpected",
    `${origin}: sent as ${encodingOf(answer)} although asked for the bytes as they are`,
  );
