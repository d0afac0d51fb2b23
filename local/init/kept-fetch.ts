/** Keeps what is fetched, so that a run after a look fetches nothing again. */
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { once } from "node:events";
import type { Fetch, FetchAnswer } from "../../core/run/ports";

interface Kept extends Pick<FetchAnswer, "status" | "headers" | "address"> {
  /** Undefined if the body was not read. */
  readonly file?: string;
}

/**
 * Wraps a fetch: a GET without a range that was answered whole is answered again from a file in `folder`, with the same status and
 * headers. Everything else is fetched.
 */
export function keepFetched(fetch: Fetch, folder: string): Fetch {
  const kept = new Map<string, Kept>();
  let count = 0;

  return async (url, init) => {
    const whole = init.method === "GET" && !("range" in init.headers);
    const found = whole ? kept.get(url) : undefined;
    if (found) return { ...found, body: found.file === undefined ? null : createReadStream(found.file) };
    const answer = await fetch(url, init);
    const { status, headers, address, body } = answer;
    if (!whole || status < 200 || status >= 400) return answer;
    const shown = { status, headers, ...(address === undefined ? {} : { address }) };
    // Nobody reads the body of a redirect.
    if (status >= 300) kept.set(url, shown);
    return { ...shown, body: body && keepBody(body, (file) => kept.set(url, { ...shown, file })) };
  };

  async function* keepBody(
    body: AsyncIterable<Uint8Array>,
    done: (file: string) => void,
  ): AsyncGenerator<Uint8Array> {
    await mkdir(folder, { recursive: true });
    const file = join(folder, `answer-${(count += 1)}`);
    const copy = createWriteStream(file);
    try {
      for await (const chunk of body) {
        // A chunk may be reused once the next is asked for.
        if (!copy.write(Buffer.from(chunk))) await once(copy, "drain");
        yield chunk;
      }
      copy.end();
      await once(copy, "finish");
      done(file);
    } finally {
      copy.destroy();
    }
  }
}
