/** Asks for files one by one, and downloads them. */
import { createHash } from "node:crypto";
import { programVersion } from "../../../contract/version";
import type { Ports } from "../../run/ports";
import { retried, type RetryPolicy } from "../../run/retry";
import { download } from "../download";
import { exchange, type Exchange } from "../exchange";
import { place, retryableSourceFailures, sourceFailure } from "../source-failures";
import type { Access } from "./access";
import { fileAnswer, refusePage } from "./answer";
import { conditions, type Downloaded, type FileState } from "./state";
import type { Wanted } from "./wanted";

/** How patiently to ask. */
export interface Patience {
  /** Longest silence in milliseconds. */
  readonly idle: number;
  readonly retry: RetryPolicy;
}

/** Makes the two requests of a source. Both fail with one of `sourceFailures`. */
export function makeRequests(
  access: Access,
  ports: Pick<Ports, "fetch" | "clock">,
  { idle, retry }: Patience,
) {
  const { secrets, secretNames } = access;

  /** Asks for a file, and if it is known, whether it has changed. `added`: further headers. */
  function ask(file: Wanted, known?: FileState, added: Readonly<Record<string, string>> = {}) {
    const asked = conditions(known);
    return retried(ports.clock, retryableSourceFailures, retry, async () => {
      const url = access.address(file.url);
      const headers = {
        // Compression on the way would change lengths, ranges and checksums.
        "accept-encoding": "identity",
        "user-agent": `data-flow/${programVersion}`,
        ...access.headers,
        ...asked,
        ...added,
      };
      const { credentials } = access;
      const trusted = new URL(url).origin;
      const answer = await exchange(
        ports,
        { method: "GET", url, headers, credentials, trusted, secrets },
        idle,
      );
      return fileAnswer(answer, {
        secrets,
        secretNames,
        now: ports.clock.now(),
        known: Object.keys(asked).length > 0 ? known : undefined,
        ranged: "range" in added,
      });
    });
  }

  /** The bytes of a file whose answer has come. Holds one chunk. */
  async function* bytes(file: Wanted, first: Exchange): AsyncGenerator<Uint8Array, Downloaded> {
    const fetchedAt = ports.clock.now().toISOString();
    const from = place(file.url);
    const hash = createHash("sha256");
    let { headers } = first;
    let size = 0;
    const again = async (added: Readonly<Record<string, string>>): Promise<Exchange> => {
      const answer = await ask(file, undefined, added);
      if (typeof answer !== "object")
        throw sourceFailure("SourceChanged", `${from}: it went away meanwhile; run it again`);
      if (answer.status === 200) headers = answer.headers;
      return answer;
    };
    for await (const chunk of download(ports, unconditional(first), {
      ask: again,
      inspect: (beginning) => refusePage(beginning, from, secrets),
      encoded: "unpack",
      idle,
      retry,
    })) {
      hash.update(chunk);
      size += chunk.byteLength;
      yield chunk;
    }
    if (size === 0)
      throw sourceFailure("SourceEmpty", `${from} answered an empty file; check it, and run it again`);
    return { sha256: hash.digest("hex"), fetchedAt, headers };
  }

  return { ask, bytes };
}

/** The answer, as if its request had had no conditions: those are not for the rest of its bytes. */
const unconditional = (answer: Exchange): Exchange => ({
  ...answer,
  request: {
    ...answer.request,
    headers: Object.fromEntries(
      Object.entries(answer.request.headers).filter(([name]) => !/^if-/i.test(name)),
    ),
  },
});
