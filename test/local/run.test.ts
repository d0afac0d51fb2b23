import assert from "node:assert/strict";
import { days, runDay } from "../upsert/days";
import { meters } from "../upsert/meters";
import { temporaryHome } from "./temporary-home";

describe("the document of a run", () => {
  const home = temporaryHome();

  it("names the rules that its table breaks, also those that only warn", async () => {
    const many = { name: "many_rows", kind: "rows", min: 1_000, severity: "warn" } as const;
    const dataset = { ...meters, rules: [...meters.rules, many] };
    const { status, brokenRules } = await runDay(home(), days[0]!, { dataset });
    assert.equal(status, "published");
    assert.deepEqual(brokenRules, [{ name: "many_rows", severity: "warn", violations: 996 }]);
  });

  it("names none where all hold", async () => {
    assert.equal("brokenRules" in (await runDay(home(), days[0]!)), false);
  });
});
