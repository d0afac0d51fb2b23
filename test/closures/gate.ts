/**
 * Stands before the emulated cloud, which lets everybody do everything, and does what IAM would: it lets a role do what
 * the program's policy says, and no more.
 */
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { grants, reaches } from "../../policy/allowed";
import type { Statement } from "../../policy/statements";
import { needsOf, type Need } from "./needs";

export interface Gate {
  /** Where the role's clients go. */
  readonly url: string;
  /** What was asked for and may not be done, as `s3:PutObject arn:…`. */
  readonly refused: readonly string[];
  close(): void;
}

/** Opens a gate for a role; `nameOf` tells the program's name of what the emulated cloud calls otherwise. */
export async function openGate(
  cloud: string,
  statements: readonly Statement[],
  nameOf: (name: string) => string,
): Promise<Gate> {
  const refused: string[] = [];
  const pass = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of incoming as AsyncIterable<Uint8Array>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const needs = needsOf(incoming, body.toString("latin1"), nameOf);
    const missing = needs.filter((need) => !allows(statements, need));
    if (missing.length > 0) {
      refused.push(...missing.map(({ action, arn }) => `${action} ${arn}`));
      return refuse(incoming, outgoing);
    }
    const { expect: _, ...headers } = incoming.headers;
    const { method, url: path } = incoming;
    const onward = request(`${cloud}${path}`, { method, headers }, (answer) => {
      const isObject = needs[0]?.action === "s3:GetObject";
      // S3 tells whether a key exists only to those who may list the whole bucket.
      const mayKnow =
        !isObject || allows(statements, { action: "s3:ListBucket", arn: bucketOf(needs[0]!.arn) });
      if (answer.statusCode === 404 && !mayKnow) {
        answer.resume();
        return refuse(incoming, outgoing);
      }
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    onward.once("error", (error) => outgoing.destroy(error));
    onward.end(body);
  };
  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch((error: unknown) => outgoing.destroy(error as Error));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refused,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const bucketOf = (arn: string) => arn.slice(0, arn.indexOf("/"));

/** Whether a statement lets it be done. A condition on anything but the prefix of a listing holds for nobody. */
const allows = (statements: readonly Statement[], { action, arn, prefix }: Need): boolean =>
  statements.some(
    (statement) =>
      grants(statement, action) &&
      reaches(statement, arn) &&
      statement.conditions.every(
        ({ operator, key, values }) =>
          operator === "StringLike" &&
          key === "s3:prefix" &&
          prefix !== undefined &&
          values.some((value) => value.endsWith("*") && prefix.startsWith(value.slice(0, -1))),
      ),
  );

function refuse({ method, headers }: IncomingMessage, outgoing: ServerResponse): void {
  const isJson = headers["x-amz-target"] !== undefined;
  outgoing.writeHead(isJson ? 400 : 403, {
    "content-type": isJson ? "application/x-amz-json-1.1" : "application/xml",
    "x-amzn-errortype": "AccessDeniedException",
  });
  const xml = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";
  const json = JSON.stringify({ __type: "AccessDeniedException", Message: "no policy allows it" });
  outgoing.end(method === "HEAD" ? undefined : isJson ? json : xml);
}
