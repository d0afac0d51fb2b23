import { stated } from "../download-sums";
import { download } from "../download";
import { exchange, mayAuthorize, type Exchange, type HttpRequest } from "../exchange";
import { contentAnswer, jsonAnswer, refusePage, unexpected, type KaggleContext } from "./answer";
import { kaggleApis, notServed, type KaggleApi } from "./api";
import { kaggleCredentials } from "./credentials";
import type { Ports } from "../../run/ports";
import { defaultRetry, retried, type RetryPolicy } from "../../run/retry";
import type { Source } from "../source";
import { place, retryableSourceFailures, sourceFailure } from "../source-failures";

/** A data set on Kaggle, as in `kaggle.com/datasets/<owner>/<dataset>`. */
export interface KaggleDataset {
  readonly owner: string;
  readonly dataset: string;
}

/** Options for a test or a mirror. */
export interface KaggleOptions {
  /** Address of both generations of the API. @default Kaggle's addresses */
  readonly baseUrl?: string | undefined;
  /** Longest silence in milliseconds. @default 60,000 */
  readonly idle?: number;
  readonly retry?: RetryPolicy;
}

/**
 * A Kaggle data set as a source. It asks for the current version once and pins every download to it. Fails with one of
 * `sourceFailures`. No error and no log shows a credential or the query of a signed address.
 */
export function makeKaggleSource(
  { owner, dataset }: KaggleDataset,
  ports: Pick<Ports, "fetch" | "secrets" | "clock" | "log">,
  { baseUrl, idle = 60_000, retry = defaultRetry }: KaggleOptions = {},
): Source {
  const name = `${owner}/${dataset}`;
  const send = (request: HttpRequest) => exchange(ports, request, idle);
  const patiently = <T>(attempt: () => Promise<T>) =>
    retried(ports.clock, retryableSourceFailures, retry, attempt);

  const access = once(async () => {
    const { authorization, secrets } = await kaggleCredentials(ports.secrets);
    const apis = kaggleApis(baseUrl, authorization);
    const first = apis[0]!.version(owner, dataset);
    if (authorization !== undefined && !mayAuthorize(first)) {
      ports.log.warn(`${place(first.url)} is not https: Kaggle's credentials are not sent there`);
    }
    const context: KaggleContext = { name, secrets, signedIn: authorization !== undefined };
    return { apis, context };
  });

  // The API that answered and the version that it named: the download uses both.
  const current = once(async () => {
    const { apis, context } = await access();
    return patiently(() => askVersion(apis, context));
  });

  async function askVersion(apis: readonly KaggleApi[], context: KaggleContext) {
    const { api, answer } = await askFirst(apis, (one) => one.version(owner, dataset));
    // Do not ask the newer API again for what it does not serve.
    const rest = apis.slice(apis.indexOf(api));
    return { apis: rest, version: versionIn(await jsonAnswer(answer, context), answer, context) };
  }

  /** Asks one API after the other until one serves the request. `served` decides by more than the status. */
  async function askFirst(
    apis: readonly KaggleApi[],
    request: (api: KaggleApi) => HttpRequest,
    served: (answer: Exchange) => boolean = () => false,
  ) {
    for (const [index, api] of apis.entries()) {
      const answer = await send(request(api));
      if (!notServed.includes(answer.status) || served(answer) || index === apis.length - 1)
        return { api, answer };
      await answer.close();
    }
    throw sourceFailure("SourceUnexpected", `${name}: no API of Kaggle is known`);
  }

  return {
    origin: `https://www.kaggle.com/datasets/${name}`,
    generated: false,
    version: async () => (await current()).version,
    async open() {
      const { apis, version } = await current();
      const { context } = await access();
      const ask = async (added: Readonly<Record<string, string>>, begun: boolean) => {
        const request = (api: KaggleApi): HttpRequest => {
          const archive = api.archive(owner, dataset, version);
          return { ...archive, headers: { ...archive.headers, ...added } };
        };
        // An API that named the version and answers in JSON is talking about its archive.
        const { answer } = await askFirst(apis, request, isJson);
        return contentAnswer(answer, { ...context, version, begun });
      };
      const first = await patiently(() => ask({}, false));
      const inspect = (beginning: Uint8Array) => refusePage(beginning, place(first.request.url), context);
      const bytes = download(ports, first, {
        ask: (added) => ask(added, true),
        inspect,
        retry,
        idle,
      });
      return { name: archiveName(first) ?? `${dataset}.zip`, size: stated(first.headers).length, bytes };
    },
  };
}

function versionIn(body: Record<string, unknown>, answer: Exchange, context: KaggleContext): string {
  const version = body["currentVersionNumber"];
  if (/^[1-9]\d{0,9}$/.test(String(version))) return String(version);
  throw unexpected(JSON.stringify(body), `${place(answer.request.url)} (no currentVersionNumber)`, context);
}

const isJson = ({ headers }: Exchange): boolean => /json/i.test(headers.get("content-type") ?? "");

/** The file name in Content-Disposition, else the last part of the storage's address, if it is a safe name. */
export function archiveName({ headers, request, redirected }: Exchange): string | undefined {
  const disposition = headers.get("content-disposition") ?? "";
  const [, extended] = /filename\*\s*=\s*UTF-8'[^']*'([^;\s]+)/i.exec(disposition) ?? [];
  const [, quoted, bare] = /filename\s*=\s*(?:"([^"]*)"|([^;\s]+))/i.exec(disposition) ?? [];
  // The address of an API that sends the archive itself ends in the name of a method.
  const last = redirected ? new URL(request.url).pathname.split("/").at(-1) : undefined;
  return [decoded(extended), quoted ?? bare, decoded(last)].find(isSafeName);
}

function isSafeName(text: string | undefined): boolean {
  return (
    text !== undefined && /^[\p{L}\p{N}_][\p{L}\p{N}_ .()+-]{0,199}$/u.test(text) && !text.includes("..")
  );
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Asks a question once; asks again only if it failed. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () =>
    (answer ??= ask().catch((error: unknown) => {
      answer = undefined;
      throw error;
    }));
}
