import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { keysOf } from "../local/temporary-home";
import { archived } from "./archive";
import { bytesOf, tableOf } from "./deployed";
import { token, useNights } from "./nights";
import { occurrences } from "./token";

describe("a token in the configuration", () => {
  const nights = useNights("everything on");

  it("would be found in other spellings, too", () => {
    const told = Buffer.from(`a log line with ${token} in it`);
    const backwards = [...token].reverse().join("");
    const shifted = [0, 1, 2].map((offset) => told.subarray(offset).toString("base64"));
    assert.deepEqual(occurrences(token, shifted), ["0", "1", "2"]);
    const rest = { hex: told.toString("hex"), nested: { [`${backwards}!`]: "" } };
    assert.deepEqual(occurrences(token, rest), ["hex", "the name nested.*"]);
  });

  it("is sent to the source", () => {
    const { api } = nights().kaggle;
    assert.ok(api.length > 0);
    for (const { headers } of api) assert.equal(headers.authorization, `Bearer ${token}`);
  });

  it("is sent to no other server", () => {
    const { storage } = nights().kaggle;
    assert.ok(storage.length > 0);
    assert.deepEqual(occurrences(token, storage), []);
  });

  it("is an input of the one resource that holds it, marked as a secret", () => {
    const found = nights().program.resources.flatMap(({ type, name, urn, id, parent, inputs }) =>
      occurrences(token, { type, name, urn, id, parent, inputs }).map((path) => `${name} ${path}`),
    );
    assert.deepEqual(found, ["mhealth-credentials-value inputs.secretString (secret)"]);
  });

  it("is in no file of an archive", () => {
    const { functions } = nights().deployed;
    assert.equal(functions.size, 8);
    for (const { folder } of functions.values())
      for (const file of archived(folder))
        assert.deepEqual(occurrences(token, readFileSync(join(folder, file), "latin1")), [], file);
  });

  it("is in nothing that a function says: neither its log, nor its answer, nor its error", () => {
    const { first, second, refused } = nights();
    assert.ok(refused.error);
    assert.deepEqual(occurrences(token, [first, second, refused]), []);
  });

  it("is in no object of the lake, and not in its catalog", async () => {
    const { deployed } = nights();
    const keys = await keysOf(deployed.store, "");
    assert.ok(keys.length > 10);
    for (const key of keys)
      assert.deepEqual(occurrences(token, (await bytesOf(deployed, key)).toString("latin1")), [], key);
    assert.deepEqual(occurrences(token, await tableOf(deployed, "mhealth")), []);
  });

  it("is in no output of the stack", async () => {
    const { outputs } = nights().program;
    const known = await new Promise<object>((resolve) => pulumi.output(outputs).apply(resolve));
    assert.ok("bucket" in known);
    assert.deepEqual(occurrences(token, known), []);
  });
});
