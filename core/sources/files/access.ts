/** The secrets of the requests, and how to keep them out of sight. */
import { isSafeAddress } from "../../../contract/address";
import type { FilesSource, RequestValue } from "../../../contract/sources";
import { failure } from "../../run/failure";
import type { Secrets } from "../../run/ports";
import { askedWait, askingToWait } from "../../run/retry-after";
import { sourceFailure } from "../source-failures";
import { showingSecret } from "../spelled-secrets";

/** What a request adds to its address. */
export interface Access {
  /** Headers without secrets, and with them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly credentials: Readonly<Record<string, string>>;
  /** The address with the contract's parameters. Do not show it. */
  address(url: string): string;
  /** Every string that must never be shown. */
  readonly secrets: readonly string[];
  readonly secretNames: readonly string[];
}

/** Reads the secrets that the contract names. Fails with `SourceUnauthorized` if one is missing, without showing any. */
export async function accessOf(source: FilesSource, secrets: Secrets): Promise<Access> {
  const found = new Map<string, string>();
  async function valueOf(value: RequestValue): Promise<string> {
    if ("text" in value) return value.text;
    const secret = (await secrets.get(value.secret))?.trim() ?? "";
    if (secret === "") throw missing(value.secret);
    found.set(value.secret, secret);
    return `${value.prefix ?? ""}${secret}`;
  }
  const headers: Record<string, string> = {};
  const credentials: Record<string, string> = {};
  for (const [given, value] of Object.entries(source.headers ?? {})) {
    const name = given.toLowerCase();
    const text = await valueOf(value);
    if ("text" in value) headers[name] = text;
    // Otherwise the client would quote a header with a line break in its error.
    else if (/^[\x20-\x7e]+$/.test(text)) credentials[name] = text;
    else throw unsendable(value.secret);
  }
  const parameters: string[] = [];
  for (const [name, value] of Object.entries(source.query ?? {}))
    parameters.push(`${encodeURIComponent(name)}=${encodeURIComponent(await valueOf(value))}`);
  const shown = [...found.values()].flatMap((secret) => [
    secret,
    secret.replaceAll(" ", "+"),
    encodeURIComponent(secret),
    new URLSearchParams({ "": secret }).toString().slice(1),
  ]);
  return {
    headers,
    credentials,
    address(url) {
      if (found.size > 0 && !isSafeAddress(url))
        throw sourceFailure(
          "SourceUnexpected",
          `${new URL(url).origin} is not https, so the secrets of the source are not sent there`,
        );
      if (parameters.length === 0) return url;
      const joint = !url.includes("?") ? "?" : /[?&]$/.test(url) ? "" : "&";
      return `${url}${joint}${parameters.join("&")}`;
    },
    // The longest first: one may begin with another, and the rest of it would stay.
    secrets: [...new Set(shown)].sort((one, other) => other.length - one.length),
    secretNames: [...found.keys()],
  };
}

const missing = (name: string) =>
  sourceFailure(
    "SourceUnauthorized",
    `The secret ${name} is missing. On a laptop, set the environment variable ${name}; in a stack, add {"${name}": "…"} to the data set's secret.`,
  );

const unsendable = (name: string) =>
  sourceFailure(
    "SourceUnauthorized",
    `The secret ${name} has characters that no header can hold; set it again.`,
  );

/** A value that names no secret. */
export const namesNone = (text: string, secrets: readonly string[]): boolean =>
  showingSecret(text, secrets) === undefined;

/** The error, without secrets: a server may have put one into the address that it redirects to. */
export function masked(error: unknown, secrets: readonly string[]): unknown {
  if (!(error instanceof Error) || namesNone(error.message, secrets)) return error;
  let { message } = error;
  // Each may be written in another way.
  for (const _ of secrets)
    message = secrets.reduce(
      (text, secret) => text.replaceAll(secret, "***"),
      showingSecret(message, secrets) ?? message,
    );
  return askingToWait(failure(error.name, message), askedWait(error) || undefined);
}
