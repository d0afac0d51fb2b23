import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What a recorded or made answer is. */
export interface ChartPlay {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One question, as the server understood it; times in seconds since 1970. */
export interface ChartQuestion {
  readonly symbol: string;
  readonly from: number;
  readonly to: number;
  readonly path: string;
}

/** A stand-in for Yahoo's chart API on 127.0.0.1. */
export interface YahooServer {
  /** Base address: the value of `--source-url`. */
  readonly url: string;
  readonly asked: readonly ChartQuestion[];
  close(): Promise<void>;
}

/** Yahoo's own answer for a symbol that it does not know. */
export const notFound: ChartPlay = {
  status: 404,
  body: '{"chart":{"result":null,"error":{"code":"Not Found","description":"No data found, symbol may be delisted"}}}',
};

/** Starts the server: `answer` is called with each question and its number, from 1. */
export async function startYahooServer(
  answer: (question: ChartQuestion, number: number) => ChartPlay | undefined,
): Promise<YahooServer> {
  const asked: ChartQuestion[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, "http://127.0.0.1");
    const symbol = decodeURIComponent(pathname.split("/").at(-1)!);
    const of = (name: string) => Number(searchParams.get(name));
    asked.push({ symbol, from: of("period1"), to: of("period2"), path: pathname });
    const {
      status = 200,
      type = "application/json;charset=utf-8",
      headers,
      body,
    } = answer(asked.at(-1)!, asked.length) ?? notFound;
    response.writeHead(status, { "content-type": type, ...headers }).end(body);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** A recording: its body as JSON text, and when it was fetched where the recording says. */
export function recording(path: string): { readonly body: string; readonly fetchedAt: string | undefined } {
  const text = readFileSync(path, "utf8");
  const whole = JSON.parse(text) as { response?: { bodyJson: unknown; headers: { date: string } } };
  if (!whole.response) return { body: text, fetchedAt: undefined };
  const { bodyJson, headers } = whole.response;
  return { body: JSON.stringify(bodyJson), fetchedAt: new Date(headers.date).toISOString() };
}

/** Plays answers while `use` runs. */
export async function withYahooServer<T>(
  answer: (question: ChartQuestion, number: number) => ChartPlay | undefined,
  use: (server: YahooServer) => Promise<T>,
): Promise<T> {
  const server = await startYahooServer(answer);
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}
