/** Reads the credentials of a source from a secret of Secrets Manager. */
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { CredentialsWords } from "../../contract/sources";
import { failure } from "../../core/run/failure";
import type { Clock, Secrets } from "../../core/run/ports";
import { explained, isCode, secretsManager } from "./aws-failures";
import { clientConfig, type ClientOptions } from "./clients";

/** How long to use a value before asking again, in milliseconds. A new value is in use after at most this long. */
const cached = 5 * 60_000;

/** Makes the client of Secrets Manager. */
export const makeSecretsManager = (options?: ClientOptions): SecretsManagerClient =>
  new SecretsManagerClient(clientConfig(options));

/**
 * The values of one secret: a JSON object with the names of the source's kind (contract/sources/) or their aliases, or the token
 * alone. Without a secret's ARN, or for a source that reads no credentials, every value is undefined. Fails with `SecretMissing`,
 * `SecretEmpty`, `SecretUnreadable`, `AccessDenied` or `SecretsUnavailable`. No failure shows a value.
 */
export function makeSecrets(
  client: Pick<SecretsManagerClient, "send">,
  arn: string | undefined,
  clock: Clock,
  words: CredentialsWords | undefined,
): Secrets {
  let last: { readonly until: number; readonly values: Readonly<Record<string, string>> } | undefined;

  async function values(secret: string, words: CredentialsWords) {
    const now = clock.now().getTime();
    if (last && now < last.until) return last.values;
    last = { until: now + cached, values: parsed(await text(client, secret, words), secret, words) };
    return last.values;
  }

  return {
    async get(name) {
      if (arn === undefined || words === undefined) return undefined;
      const all = await values(arn, words);
      return all[name] ?? all[words.secrets.find((each) => each.name === name)?.alias ?? ""];
    },
  };
}

async function text(
  client: Pick<SecretsManagerClient, "send">,
  arn: string,
  { service, secrets, token, file }: CredentialsWords,
): Promise<string> {
  const put = `aws secretsmanager put-secret-value --secret-id ${arn} --secret-string file://${file ?? "secret.json"}`;
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    const value = SecretString?.trim();
    if (value) return value;
  } catch (error) {
    if (!isCode(error, "ResourceNotFoundException"))
      throw explained(secretsManager, "secretsmanager:GetSecretValue", arn, error);
    // The service has one code for both a secret without a value and a missing secret.
    if (!/staging label|version/i.test((error as Error).message))
      throw failure("SecretMissing", `The secret ${arn} does not exist: deploy the stack again.`);
  }
  const json = `{${(token === undefined ? secrets.map(({ name }) => name) : [token]).map((name) => `"${name}": "…"`).join(", ")}}`;
  throw failure(
    "SecretEmpty",
    `The secret ${arn} has no value yet. Set it to ${json}${file === undefined ? "" : ` or to the contents of ${service}'s ${file}`}: ${put}`,
  );
}

// Do not pass on the error of JSON.parse, because it quotes the secret.
function parsed(value: string, arn: string, words: CredentialsWords): Readonly<Record<string, string>> {
  const { secrets, token } = words;
  if (token !== undefined && !/^[[{"]/.test(value)) return { [token]: value };
  const aliases = secrets.flatMap(({ alias }) => alias ?? []);
  const others = aliases.length > 0 ? `, or with ${aliases.join(" and ")}` : "";
  const unreadable = failure(
    "SecretUnreadable",
    `The secret ${arn} is ${token === undefined ? "not" : "neither a token nor"} a JSON object of strings with ${token ?? secrets.map(({ name }) => name).join(", ")}${others}: set a new value.`,
  );
  let object: unknown;
  try {
    object = JSON.parse(value);
  } catch {
    throw unreadable;
  }
  if (typeof object !== "object" || object === null || Array.isArray(object)) throw unreadable;
  const entries = Object.entries(object);
  if (!entries.every((entry): entry is [string, string] => typeof entry[1] === "string")) throw unreadable;
  const known = [...secrets.filter(({ file }) => !file).map(({ name }) => name), ...aliases];
  if (!entries.some(([name]) => known.includes(name))) throw unreadable;
  return Object.fromEntries(entries);
}
