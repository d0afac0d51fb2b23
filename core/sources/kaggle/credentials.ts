import type { Secrets } from "../../run/ports";
import { sourceFailure } from "../source-failures";

/** The Authorization header, if there are credentials, and every string that must never be shown. */
export interface Credentials {
  readonly authorization: string | undefined;
  readonly secrets: readonly string[];
}

/**
 * Finds Kaggle's credentials in this order: the secret KAGGLE_API_TOKEN; KAGGLE_USERNAME with KAGGLE_KEY; the JSON in the secret
 * "kaggle.json"; else no credentials, which is enough for public data sets. Fails with `SourceUnauthorized` if they cannot be
 * valid, without showing them.
 */
export async function kaggleCredentials(secrets: Secrets): Promise<Credentials> {
  const token = await secret(secrets, "KAGGLE_API_TOKEN");
  if (token !== undefined)
    return { authorization: `Bearer ${visible(token, "KAGGLE_API_TOKEN")}`, secrets: [token] };
  const username = await secret(secrets, "KAGGLE_USERNAME");
  const key = await secret(secrets, "KAGGLE_KEY");
  if (username !== undefined && key !== undefined)
    return basic(username, key, "KAGGLE_USERNAME and KAGGLE_KEY");
  const json = await secret(secrets, "kaggle.json");
  if (json === undefined) return { authorization: undefined, secrets: [] };
  const stored = parsed(json);
  return basic(stored.username, stored.key, "kaggle.json");
}

async function secret(secrets: Secrets, name: string): Promise<string | undefined> {
  const text = (await secrets.get(name))?.trim();
  return text === "" ? undefined : text;
}

function basic(username: string, key: string, name: string): Credentials {
  const encoded = Buffer.from(`${visible(username, name)}:${visible(key, name)}`).toString("base64");
  return { authorization: `Basic ${encoded}`, secrets: [key, encoded] };
}

// Otherwise fetch would quote a header with a line break in its error.
function visible(text: string, name: string): string {
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw unreadable(name, "holds blanks or characters that no token has");
}

// Do not pass on the error of JSON.parse, because it quotes the secret.
function parsed(json: string): { username: string; key: string } {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw unreadable("kaggle.json", "is no JSON");
  }
  const { username, key } = (value ?? {}) as Record<string, unknown>;
  if (typeof username === "string" && typeof key === "string") return { username, key };
  throw unreadable("kaggle.json", 'has no texts "username" and "key"');
}

const unreadable = (name: string, what: string) =>
  sourceFailure(
    "SourceUnauthorized",
    `Kaggle: the secret ${name} ${what}; create a new token in Kaggle's settings`,
  );
