import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../core/run/clock";
import { makeLocalPorts } from "../../local/local-ports";
import { makeEnvironmentSecrets } from "../../local/environment-secrets";
import { filesBelow, streamOf, temporaryHome } from "./temporary-home";

describe("laptop ports", () => {
  const home = temporaryHome();
  const log = { progress: () => undefined, warn: () => undefined };

  it("keep objects and catalog under one home", async () => {
    const ports = makeLocalPorts({ home: join(home(), "store"), log, env: {} });
    await ports.store.put("raw/a", streamOf("x"));
    const table = { name: "t", description: "", columns: [], parameters: {} };
    await ports.catalog.put("t", { table, location: "processed/t/" }, undefined);
    assert.equal(ports.home, join(home(), "store"));
    assert.deepEqual(filesBelow(ports.home), [join("catalog", "t", "000001.json"), join("raw", "a")]);
  });

  it("draw chance from 0 to below 1", () => {
    for (let i = 0; i < 1000; i += 1) {
      const number = systemClock.random();
      assert.ok(number >= 0 && number < 1);
    }
  });
});

describe("environment secrets", () => {
  const home = temporaryHome();

  it("are environment variables, trimmed, and nothing where empty", async () => {
    const secrets = makeEnvironmentSecrets({ KAGGLE_KEY: " key\n", KAGGLE_USERNAME: " " });
    assert.equal(await secrets.get("KAGGLE_KEY"), "key");
    assert.equal(await secrets.get("KAGGLE_USERNAME"), undefined);
    assert.equal(await secrets.get("OTHER"), undefined);
  });

  it("take a token as it is, or from the file that it names", async () => {
    const path = join(home(), "token");
    writeFileSync(path, "from-file\n");
    assert.equal(
      await makeEnvironmentSecrets({ KAGGLE_API_TOKEN: "opaque/token" }).get("KAGGLE_API_TOKEN"),
      "opaque/token",
    );
    assert.equal(
      await makeEnvironmentSecrets({ KAGGLE_API_TOKEN: path }).get("KAGGLE_API_TOKEN"),
      "from-file",
    );
    const long = "x".repeat(5000);
    assert.equal(await makeEnvironmentSecrets({ KAGGLE_API_TOKEN: long }).get("KAGGLE_API_TOKEN"), long);
  });

  it("refuse a token that looks like a path and is no file", async () => {
    const secrets = makeEnvironmentSecrets({ KAGGLE_API_TOKEN: join(home(), "acces_token") });
    await assert.rejects(secrets.get("KAGGLE_API_TOKEN"), { name: "SecretUnreadable" });
  });

  it("read no file for any other variable", async () => {
    const path = join(home(), "token");
    writeFileSync(path, "from-file");
    assert.equal(await makeEnvironmentSecrets({ KAGGLE_KEY: path }).get("KAGGLE_KEY"), path);
  });

  it("find kaggle.json in its folders, the configured one first", async () => {
    const put = (folder: string, text: string) => {
      mkdirSync(join(home(), folder), { recursive: true });
      writeFileSync(join(home(), folder, "kaggle.json"), text);
    };
    const env = { HOME: home() };
    assert.equal(await makeEnvironmentSecrets(env).get("kaggle.json"), undefined);
    put(join(".config", "kaggle"), "third");
    assert.equal(await makeEnvironmentSecrets(env).get("kaggle.json"), "third");
    put(".kaggle", "second");
    assert.equal(await makeEnvironmentSecrets(env).get("kaggle.json"), "second");
    put("custom", "first");
    const custom = { ...env, KAGGLE_CONFIG_DIR: join(home(), "custom") };
    assert.equal(await makeEnvironmentSecrets(custom).get("kaggle.json"), "first");
  });
});
