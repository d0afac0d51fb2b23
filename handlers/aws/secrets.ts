/** Kaggle's credentials in a secret of Secrets Manager. */
import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { failure } from "../../core/run/failure";
import type { Clock, Secrets } from "../../core/run/ports";
import { explained, isCode, secretsManager } from "./failures";

/** How long a value is used without asking again, in milliseconds: a new one is in use this soon. */
const cached = 5 * 60_000;

/** What the value may be called inside the secret, beside the names that are asked for: as Kaggle's kaggle.json has it. */
const spelled: Readonly<Record<string, string>> = { KAGGLE_USERNAME: "username", KAGGLE_KEY: "key" };

/**
 * The values of one secret: a JSON object with KAGGLE_API_TOKEN, or with `username` and `key` as in Kaggle's kaggle.json; or
 * the token alone. Without a secret's ARN there is none. Fails with `SecretMissing`, `SecretEmpty`, `SecretUnreadable`,
 * `AccessDenied` or `SecretsUnavailable`; no failure shows a value.
 */
export function makeSecrets(
  client: Pick<SecretsManagerClient, "send">,
  arn: string | undefined,
  clock: Clock,
): Secrets {
  let last: { readonly until: number; readonly values: Readonly<Record<string, string>> } | undefined;

  async function values(secret: string) {
    const now = clock.now().getTime();
    if (last && now < last.until) return last.values;
    last = { until: now + cached, values: parsed(await text(client, secret), secret) };
    return last.values;
  }

  return {
    async get(name) {
      if (arn === undefined) return undefined;
      const all = await values(arn);
      return all[name] ?? all[spelled[name] ?? ""];
    },
  };
}

async function text(client: Pick<SecretsManagerClient, "send">, arn: string): Promise<string> {
  const put = `aws secretsmanager put-secret-value --secret-id ${arn} --secret-string file://kaggle.json`;
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    const value = SecretString?.trim();
    if (value) return value;
  } catch (error) {
    if (!isCode(error, "ResourceNotFoundException"))
      throw explained(secretsManager, "secretsmanager:GetSecretValue", arn, error);
    // The service has one code for a secret without a value and for no secret.
    if (!/staging label|version/i.test((error as Error).message))
      throw failure("SecretMissing", `There is no secret ${arn}: deploy the stack again.`);
  }
  throw failure(
    "SecretEmpty",
    `The secret ${arn} has no value yet. Put one in, {"KAGGLE_API_TOKEN": "…"} or Kaggle's kaggle.json as it is: ${put}`,
  );
}

// The error of JSON.parse quotes the text, so it is not handed on.
function parsed(value: string, arn: string): Readonly<Record<string, string>> {
  if (!/^[[{"]/.test(value)) return { KAGGLE_API_TOKEN: value };
  const unreadable = failure(
    "SecretUnreadable",
    `The secret ${arn} is neither a token nor a JSON object of texts with KAGGLE_API_TOKEN, or with username and key: put a new value in.`,
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
  const known = ["KAGGLE_API_TOKEN", ...Object.entries(spelled).flat()];
  if (!entries.some(([name]) => known.includes(name))) throw unreadable;
  return Object.fromEntries(entries);
}
