/** What an answer to a request for a file means. */
import { askingToWait, retryAfter } from "../../run/retry-after";
import { textOf, type Exchange } from "../exchange";
import { excerpt, place, sourceFailure, type SourceFailure } from "../source-failures";
import type { FileState } from "./state";

/** What an error needs: what it must not show, and the names of the secrets that were sent. */
export interface AnswerContext {
  readonly secrets: readonly string[];
  readonly secretNames: readonly string[];
  readonly now: Date;
  /** The file that the request's conditions name. @default undefined: it had none */
  readonly known?: FileState | undefined;
  /** True if it asked for a range. */
  readonly ranged?: boolean;
}

/** What a file's answer begins with, at most. */
const firstBytes = 64 * 1024;

/**
 * A good answer, whose body is to be read; or what else the server says of the file: that it is unchanged, that another one is, or
 * by its status that there is none. Fails with one of `sourceFailures`.
 */
export async function fileAnswer(
  answer: Exchange,
  context: AnswerContext,
): Promise<Exchange | "unchanged" | "changed" | 404 | 410> {
  const { status, headers } = answer;
  const { known, secrets, now, ranged = false } = context;
  if (status === 200 || (status === 206 && ranged)) return answer;
  if (status === 304 && known) {
    await answer.close();
    // It must name the content that it calls unchanged.
    const etag = headers.get("etag");
    return etag === null || known.etag === undefined || opaque(etag) === opaque(known.etag)
      ? "unchanged"
      : "changed";
  }
  if (status === 404 || status === 410) {
    await answer.close();
    return status;
  }
  const said = excerpt(await textOf(answer, firstBytes), secrets);
  const wait = retryAfter(headers, now);
  const asking = wait === undefined ? "" : ` (Retry-After: ${Math.ceil(wait / 1000)} s)`;
  const [name, advice] = meaning(status, context);
  const sentence = `${place(answer.request.url)} answered ${status}${said && ` "${said}"`}${asking}; ${advice}`;
  throw askingToWait(sourceFailure(name, sentence), wait);
}

/** An ETag without the mark of a weak one. */
const opaque = (etag: string) => etag.replace(/^W\//, "");

function meaning(status: number, { secretNames, known }: AnswerContext): [SourceFailure, string] {
  const check =
    secretNames.length > 0
      ? `check the value of ${secretNames.join(" and ")}`
      : 'if it needs a key, name it in "headers" or "query" of the source';
  if (status === 401) return ["SourceUnauthorized", check];
  if (status === 403) return ["SourceForbidden", `${check}, and whether it serves this machine`];
  if (status === 429) return ["SourceThrottled", "too many requests: run it again later"];
  if (status === 408 || status === 425 || status >= 500) return ["SourceUnavailable", "run it again later"];
  if (status === 304 && !known)
    return [
      "SourceUnexpected",
      "it says unchanged although it was asked for the whole file; run it again later",
    ];
  return ["SourceUnexpected", "look at the address"];
}

/** Fails if a file begins like a page: a login, or an error with the status of success. */
export function refusePage(beginning: Uint8Array, from: string, secrets: readonly string[]): void {
  const text = Buffer.from(beginning.subarray(0, firstBytes)).toString("utf8");
  if (!/^\uFEFF?\s*<(!doctype\s|html[\s>]|\?xml\s)/i.test(text)) return;
  throw sourceFailure(
    "SourceUnexpected",
    `${from} answered a page instead of a file: "${excerpt(text, secrets)}"; open the address in a browser, and look for the one of the file itself`,
  );
}
