/** Which rights a request to AWS needs: those that the service authorization reference names. */
import type { IncomingMessage } from "node:http";

/** One right, on one resource. */
export interface Need {
  readonly action: string;
  readonly arn: string;
  /** Of a listing: what all its keys begin with. */
  readonly prefix?: string;
}

/** The rights for a request of S3, Glue or Secrets Manager. Fails for one that these tests do not know. */
export function needsOf(asked: IncomingMessage, body: string, nameOf: (name: string) => string): Need[] {
  const target = asked.headers["x-amz-target"];
  return target === undefined ? s3Needs(asked, body, nameOf) : jsonNeeds(String(target), body, nameOf);
}

const here = "eu-central-1:123456789012";

function jsonNeeds(target: string, body: string, nameOf: (name: string) => string): Need[] {
  const given = JSON.parse(body) as {
    readonly DatabaseName?: string;
    readonly Name?: string;
    readonly TableInput?: { readonly Name: string };
    readonly SecretId?: string;
  };
  const [service, call = ""] = target.split(".");
  if (service === "secretsmanager")
    return [{ action: `${service}:${call}`, arn: nameOf(given.SecretId ?? "") }];
  if (service !== "AWSGlue") throw new Error(`A request to ${target}, which no function needs.`);
  const table = `${given.DatabaseName}/${given.Name ?? given.TableInput?.Name}`;
  return ["catalog", `database/${given.DatabaseName}`, `table/${table}`].map((resource) => ({
    action: `glue:${call}`,
    arn: `arn:aws:glue:${here}:${resource}`,
  }));
}

function s3Needs(
  { method, url = "" }: IncomingMessage,
  body: string,
  nameOf: (name: string) => string,
): Need[] {
  const [path = "", asked = ""] = url.split("?");
  const query = new URLSearchParams(asked);
  // As it is: a parsed address would resolve "..", which is a part of a key like any other.
  const [, bucket = "", ...segments] = path.split("/").map(decodeURIComponent);
  const root = `arn:aws:s3:::${nameOf(bucket)}`;
  const key = segments.join("/");
  const ofObject = (action: string, name = key) => [{ action: `s3:${action}`, arn: `${root}/${name}` }];
  if (key === "") {
    if (method === "GET" && query.has("list-type"))
      return [{ action: "s3:ListBucket", arn: root, prefix: query.get("prefix") ?? "" }];
    if (method === "POST" && query.has("delete"))
      return [...body.matchAll(/<Key>([^<]*)<\/Key>/g)].flatMap(([, name]) => ofObject("DeleteObject", name));
  } else if (method === "GET" || method === "HEAD") return ofObject("GetObject");
  else if (method === "PUT" || method === "POST") return ofObject("PutObject");
  else if (method === "DELETE" && query.has("uploadId")) return ofObject("AbortMultipartUpload");
  throw new Error(`A request ${method} ${url}, which no function needs.`);
}
