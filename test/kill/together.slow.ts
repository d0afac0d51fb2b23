import assert from "node:assert/strict";
import { queryJson, runJson, withHome } from "../cli/command";

describe("two runs of the same date at once", () => {
  for (const attempt of [1, 2, 3]) {
    it(`publish once; the other is duplicate or unchanged (try ${attempt})`, () =>
      withHome(async (home) => {
        const args = ["mhealth", "--rows", "2000", "--date", "2026-03-01"];
        const both = await Promise.all([runJson(home, ...args), runJson(home, ...args)]);
        const statuses = both.map(({ status }) => status).sort();
        assert.ok(["duplicate,published", "published,unchanged"].includes(statuses.join()), statuses.join());
        assert.deepEqual(
          both.map(({ code }) => code),
          [0, 0],
        );
        assert.deepEqual(await queryJson(home, "select count(*) as n from mhealth"), [{ n: 2000 }]);
      }));
  }
});
