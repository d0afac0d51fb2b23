import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { recordedAs, resolveColumns, unrecorded, type PlanColumn, type RecordedColumn } from "../../contract";

type Named<T> = Omit<T, "type" | "nullable">;

/** Types do not matter to identity. */
interface Case {
  readonly what: string;
  readonly wanted: readonly Named<PlanColumn>[];
  readonly named: readonly Named<RecordedColumn>[];
  readonly retired: readonly Named<RecordedColumn>[];
  readonly allowLoss: readonly string[];
  readonly expected: {
    readonly from: Readonly<Record<string, string | null>>;
    readonly retired: readonly string[];
    readonly dropped: readonly string[];
    readonly contradictions: readonly object[];
    /** Former names that are recorded, of the columns of interest. */
    readonly formerly: Readonly<Record<string, readonly string[]>>;
  };
}

// glue/tests/test_identity.py reads the same cases.
const cases = JSON.parse(readFileSync("test/contract/identity.json", "utf8")) as readonly Case[];
const typed = <T extends object>(columns: readonly T[]) =>
  columns.map((column) => ({ ...column, type: "int" as const, nullable: true }));

describe("whose values a column takes over", () => {
  for (const { what, wanted, named, retired, allowLoss, expected } of cases)
    it(what, () => {
      const recorded = { named: typed(named), retired: typed(retired) };
      const resolution = resolveColumns(typed(wanted), recorded, allowLoss);
      const names = (columns: readonly RecordedColumn[]) => columns.map(({ name }) => name);
      assert.deepEqual(
        Object.fromEntries(resolution.columns.map(({ column, from }) => [column.name, from?.name ?? null])),
        expected.from,
      );
      assert.deepEqual(names(resolution.retired), expected.retired);
      assert.deepEqual(names(resolution.dropped), expected.dropped);
      assert.deepEqual(resolution.contradictions, expected.contradictions);
      const formerly = new Map(
        resolution.columns.map((each) => [each.column.name, recordedAs(each).formerly]),
      );
      for (const [name, former] of Object.entries(expected.formerly))
        assert.deepEqual(formerly.get(name), former);
    });

  it("is the plan's own columns' where nothing was recorded", () => {
    const stage = typed([{ name: "b", renamedFrom: ["a"] }, { name: "_file" }]);
    assert.deepEqual(unrecorded(stage), {
      named: [{ name: "b", type: "int", formerly: ["a"] }],
      retired: [],
    });
  });
});
