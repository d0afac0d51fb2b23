import assert from "node:assert/strict";
import { CreateSecretCommand } from "@aws-sdk/client-secrets-manager";
import { makeClients } from "./clients";
import { kaggle } from "../../../contract/sources/kaggle";
import { makeSecrets } from "../../../handlers/aws/stack-secret";
import { kaggleCredentials } from "../../../core/sources/kaggle/credentials";
import { useMinistack } from "../../ministack";
import { stillClock } from "./bucket";
import { standIn, useCredentials } from "./stand-in";

const planted = "KGAT_planted-0123456789";

describe("secrets of Secrets Manager", () => {
  useMinistack();
  let made = 0;

  /** The port over a new secret of this value. */
  async function secretsOf(value?: string) {
    const { secrets } = makeClients();
    const { ARN } = await secrets.send(
      new CreateSecretCommand({
        Name: `kaggle-${++made}`,
        ...(value === undefined ? {} : { SecretString: value }),
      }),
    );
    return makeSecrets(secrets, ARN, stillClock, kaggle.credentials);
  }

  for (const [title, value, header] of [
    ["a bare token", `${planted}\n`, `Bearer ${planted}`],
    ["a token by name", JSON.stringify({ KAGGLE_API_TOKEN: planted }), `Bearer ${planted}`],
    ["Kaggle's kaggle.json", JSON.stringify({ username: "me", key: planted }), basic("me", planted)],
    [
      "the variables' names",
      JSON.stringify({ KAGGLE_USERNAME: "me", KAGGLE_KEY: planted }),
      basic("me", planted),
    ],
  ] as const)
    it(`takes ${title}`, async () => {
      assert.equal((await kaggleCredentials(await secretsOf(value))).authorization, header);
    });

  it("has none without a secret", async () => {
    const secrets = makeSecrets(makeClients().secrets, undefined, stillClock, kaggle.credentials);
    assert.equal((await kaggleCredentials(secrets)).authorization, undefined);
  });

  it("says how to put a value into a secret that has none yet", async () => {
    const secrets = await secretsOf();
    await assert.rejects(secrets.get("KAGGLE_API_TOKEN"), {
      name: "SecretEmpty",
      message: /put-secret-value --secret-id arn:/,
    });
  });

  it("says which secret is missing", async () => {
    const arn = "arn:aws:secretsmanager:eu-central-1:000000000000:secret:none-abcdef";
    const secrets = makeSecrets(makeClients().secrets, arn, stillClock, kaggle.credentials);
    await assert.rejects(secrets.get("KAGGLE_API_TOKEN"), { name: "SecretMissing", message: /none-abcdef/ });
  });

  for (const value of [
    `{"KAGGLE_API_TOKEN": ${planted}}`,
    `{"token": "${planted}"}`,
    `{"username": 7, "key": "${planted}"}`,
    `["${planted}"]`,
    `"${planted}"`,
  ])
    it(`refuses ${value.replace(planted, "…")} and does not show it`, async () => {
      const secrets = await secretsOf(value);
      await assert.rejects(secrets.get("KAGGLE_API_TOKEN"), (error: Error) => {
        assert.equal(error.name, "SecretUnreadable");
        assert.ok(!`${error.message}${error.stack}${JSON.stringify(error)}`.includes(planted));
        assert.equal(error.cause, undefined);
        return true;
      });
    });
});

describe("secrets that a contract names", () => {
  const words = { service: "e.org", secrets: [{ name: "A" }, { name: "B" }] };
  const of = (SecretString: string, one: boolean) => {
    const client = { send: () => Promise.resolve({ SecretString }) } as never;
    return makeSecrets(client, "arn:x", stillClock, one ? { ...words, token: "A" } : words);
  };

  it("are found by name, and one that is not there is undefined", async () => {
    const secrets = of(JSON.stringify({ A: planted }), false);
    assert.deepEqual([await secrets.get("A"), await secrets.get("B")], [planted, undefined]);
  });

  it("may be a bare value if the contract names one, and not if it names several", async () => {
    assert.equal(await of(planted, true).get("A"), planted);
    await assert.rejects(of(planted, false).get("A"), {
      name: "SecretUnreadable",
      message: "The secret arn:x is not a JSON object of strings with A, B: set a new value.",
    });
  });

  it("are named while the secret is empty, all of them", () =>
    assert.rejects(of("", false).get("A"), {
      name: "SecretEmpty",
      message:
        'The secret arn:x has no value yet. Set it to {"A": "…", "B": "…"}: ' +
        "aws secretsmanager put-secret-value --secret-id arn:x --secret-string file://secret.json",
    }));
});

describe("secrets of Secrets Manager: asking", () => {
  useCredentials();

  it("asks once in five minutes", async () => {
    let now = Date.parse("2026-03-01T08:00:00Z");
    const clock = { ...stillClock, now: () => new Date(now) };
    const server = await standIn((_, number) => ({
      body: JSON.stringify({ SecretString: `token-${number}` }),
    }));
    const secrets = makeSecrets(
      makeClients({ endpoint: server.endpoint }).secrets,
      "arn:x",
      clock,
      kaggle.credentials,
    );
    const got: unknown[] = [];
    for (const minutes of [0, 4, 2]) {
      now += minutes * 60_000;
      got.push(await secrets.get("KAGGLE_API_TOKEN"));
    }
    await server.close();
    assert.deepEqual(got, ["token-1", "token-1", "token-2"]);
  });

  it("asks again after a failure", async () => {
    const server = await standIn((_, number) =>
      number === 1 ? { status: 500 } : { body: JSON.stringify({ SecretString: "token" }) },
    );
    const secrets = makeSecrets(
      makeClients({ endpoint: server.endpoint, attempts: 1 }).secrets,
      "arn:x",
      stillClock,
      kaggle.credentials,
    );
    await assert.rejects(secrets.get("KAGGLE_API_TOKEN"), { name: "SecretsUnavailable" });
    assert.equal(await secrets.get("KAGGLE_API_TOKEN"), "token");
    await server.close();
  });
});

function basic(username: string, key: string): string {
  return `Basic ${Buffer.from(`${username}:${key}`).toString("base64")}`;
}
