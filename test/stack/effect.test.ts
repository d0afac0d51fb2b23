import assert from "node:assert/strict";
import { datasets } from "../../datasets";
import { withoutEffect } from "../../stack/effect";
import { parseSettings } from "../../stack/parse";

/** The warnings of a configuration. */
const warnings = (texts: Readonly<Record<string, string>>) =>
  withoutEffect(parseSettings(texts, datasets), datasets);
const prices = { datasets: '["prices"]', acceptedTerms: '["prices"]' };

describe("settings without effect", () => {
  it("are none where each has something to do", () => {
    assert.deepEqual(warnings({}), []);
    assert.deepEqual(warnings({ ...prices, warehouse: "true" }), []);
    assert.deepEqual(warnings({ credentialsSecret: "true", kaggleToken: "t" }), []);
  });

  it("are told of a warehouse with nothing to load, as where the terms of what it is for are not accepted", () => {
    const told = [
      'warehouse is true, but no data set of this stack has "warehouse: true" in its file, so none is created. ' +
        "Deploy one that does, such as prices, or remove the setting.",
    ];
    assert.deepEqual(warnings({ warehouse: "true" }), told);
    assert.deepEqual(warnings({ datasets: '["mhealth","prices"]', warehouse: "true" }), told);
  });

  it("are told of credentials that no source reads", () => {
    const told = (what: string) => [
      `${what}, but no data set of this stack can use such credentials, so no secret is created for it. ` +
        "Deploy one that does, such as mhealth, or remove the setting.",
    ];
    assert.deepEqual(warnings({ ...prices, credentialsSecret: "true" }), told("credentialsSecret is true"));
    assert.deepEqual(warnings({ ...prices, kaggleToken: "t" }), told("kaggleToken is set"));
    const key = { secret: "KEY" };
    const known = {
      ...datasets,
      air: { source: { kind: "files", urls: ["https://e.org/a.csv"], query: { key } } },
    } as const;
    const settings = parseSettings({ datasets: '["air"]', kaggleToken: "t" }, known);
    assert.deepEqual(withoutEffect(settings, known), told("kaggleToken is set"));
  });
});
