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

  it("names a change of the table's rows that only warns", async () => {
    const steady = { name: "steady", kind: "change", max: 0.25, severity: "warn" } as const;
    const dataset = { ...meters, rules: [steady] };
    await runDay(home(), days[0]!, { dataset });
    const { brokenRules } = await runDay(home(), days[1]!, { dataset });
    assert.deepEqual(brokenRules, [{ name: "steady", severity: "warn", violations: 1 }]);
  });

  it("counts the records that footers leave out", async () => {
    const layouts = meters.layouts.map((layout) => ({ ...layout, footer: 1 })) as typeof meters.layouts;
    const { leftOut } = await runDay(home(), days[0]!, { dataset: { ...meters, layouts } });
    assert.deepEqual(leftOut, { footer: Object.keys(days[0]!.files).length });
    assert.equal("leftOut" in (await runDay(home(), days[1]!)), false);
  });

  it("names none where all hold", async () => {
    assert.equal("brokenRules" in (await runDay(home(), days[0]!)), false);
  });
});
