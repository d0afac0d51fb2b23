/** A stand-in for a service of AWS, for what the emulated cloud cannot do: conflicts, refusals, broken connections. */
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { crc32 } from "node:zlib";
import { makeClients } from "./clients";
import { makeBucketStore } from "../../../handlers/aws/bucket-store";
import type { ObjectStore } from "../../../core/run/ports";
import { stillClock } from "./bucket";

/** A request as a stand-in received it. */
export interface Asked {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What a stand-in answers. */
export interface Reply {
  /** @default 200 */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Breaks the connection after so many bytes of the body; -1: before any answer. */
  readonly cutAfter?: number;
}

/** S3's answer to what went wrong. */
export const refused = (status: number, code: string): Reply => ({
  status,
  headers: { "content-type": "application/xml" },
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code} it is</Message></Error>`,
});

/** A stand-in for S3 that does what the emulated cloud cannot; `answer` gets each request and its number, from 1. */
export async function standIn(answer: (asked: Asked, number: number) => Reply | Promise<Reply>) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    const reply = ({ status = 200, headers: said = {}, body = "", cutAfter }: Reply) => {
      if (cutAfter === -1) return void request.socket.destroy();
      const bytes = Buffer.from(body);
      response.writeHead(status, { "content-length": String(bytes.length), ...said });
      if (request.method === "HEAD" || cutAfter === undefined) return void response.end(bytes);
      response.write(bytes.subarray(0, cutAfter), () => response.destroy());
    };
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      asked.push({ method, url, headers, body: Buffer.concat(chunks) });
      void Promise.resolve(answer(asked.at(-1)!, asked.length)).then(reply);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    asked,
    endpoint,
    store: (attempts = 1) => makeBucketStore(makeClients({ endpoint, attempts }).s3, "lake", stillClock),
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Region and credentials for clients that talk to a stand-in. */
export function useCredentials(): void {
  const wanted = { AWS_REGION: "eu-central-1", AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
  const before_ = new Map<string, string | undefined>();
  before(() => {
    for (const [name, value] of Object.entries(wanted)) {
      before_.set(name, process.env[name]);
      process.env[name] = value;
    }
  });
  after(() => {
    for (const [name, value] of before_)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  });
}

/** What a store did against a stand-in, and what it asked for. */
export async function against<T>(
  answer: (asked: Asked, number: number) => Reply,
  act: (store: ObjectStore) => Promise<T>,
  attempts?: number,
): Promise<{ readonly result?: T; readonly error?: Error; readonly asked: readonly Asked[] }> {
  const server = await standIn(answer);
  try {
    return { result: await act(server.store(attempts)), asked: server.asked };
  } catch (error) {
    return { error: error as Error, asked: server.asked };
  } finally {
    await server.close();
  }
}

/** An answer in XML. */
export const xml = (body: string): Reply => ({ headers: { "content-type": "application/xml" }, body });

/** The CRC-32 of a text as S3 writes it. */
export function checksum(text: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return bytes.toString("base64");
}
