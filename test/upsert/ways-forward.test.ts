import assert from "node:assert/strict";
import type { Dataset } from "../../contract";
import { temporaryHome } from "../local/temporary-home";
import { days, runDay, tableOf } from "./days";
import { meters } from "./meters";

/** Meters whose value is read into a required column of a name and type, and published as a note. */
const readAs = (name: string, column: Dataset["stage"][string]): Dataset => ({
  ...(meters as Dataset),
  layouts: [
    {
      ...meters.layouts[0],
      columns: { meter: { header: "meter" }, day: { header: "day" }, [name]: { header: "value" } },
    },
  ] as Dataset["layouts"],
  stage: { meter: meters.stage.meter, day: meters.stage.day, [name]: column },
  table: {
    ...(meters as Dataset).table,
    sql: `select meter, day, null as value, null as change, 1 as reading, ${column.type === "string" ? name : "null"} as note from stage`,
  },
  rules: [],
});

describe("what ContractNarrows says to do, done literally", () => {
  const home = temporaryHome();
  const notes = async (...options: Parameters<typeof runDay>) => {
    const document = await runDay(...options);
    assert.equal(document.error, undefined, document.error?.message);
    return Object.fromEntries(
      (await tableOf(document)).map(([meter, day, , , , note]) => [`${meter} ${day}`, note]),
    );
  };
  const [day1, day2] = days as [(typeof days)[0], (typeof days)[0]];
  /** B's first day comes with both days, Ä's with the first alone. */
  const [again, once] = ["B 2024-03-01", "Ä 2024-03-01"] as const;

  it("gives the rows a fill, under another name and with --allow-loss", async () => {
    await notes(home(), day1, { dataset: readAs("value", { type: "double" }) });
    const narrowed = readAs("value", { type: "string" });
    const { error } = await runDay(home(), day2, { dataset: narrowed });
    assert.equal(error?.name, "ContractNarrows");
    assert.match(
      error.message,
      /give the column, which is required, a fill, and then give it another name or run with/,
    );

    const renamed = await notes(home(), day2, { dataset: readAs("level", { type: "string", fill: "?" }) });
    assert.deepEqual([renamed[again], renamed[once]], ["0.1", "?"]);
    // The retired column comes back with a type that its values cannot become.
    const lossy = { dataset: readAs("value", { type: "string", fill: "!" }), allowLoss: ["value"] };
    const lost = await notes(home(), day2, lossy);
    assert.deepEqual([lost[again], lost[once]], ["0.1", "!"]);
  });

  it("drops a column once, however often it is allowed, and refuses a name that was never lost", async () => {
    await notes(home(), day1, { dataset: readAs("value", { type: "double" }) });
    const dataset = readAs("level", { type: "string", fill: "?" });
    for (let time = 0; time < 2; time += 1) await notes(home(), day2, { dataset, allowLoss: ["value"] });
    const { error } = await runDay(home(), day2, { dataset, allowLoss: ["valeu"] });
    assert.equal(error?.name, "InvalidInput");
  });
});
