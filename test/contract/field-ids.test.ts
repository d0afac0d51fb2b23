import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { giveFieldIds, type TableFields } from "../../contract/field-ids";
import type { PlanColumn } from "../../contract";

type Wanted = Pick<PlanColumn, "name" | "renamedFrom">;

interface Case {
  readonly what: string;
  readonly published: TableFields;
  /** The contracts that follow each other. */
  readonly steps: readonly {
    readonly wanted: readonly Wanted[];
    readonly ids: readonly number[];
    readonly highest: number;
  }[];
}

// glue/tests/test_field_ids.py reads the same cases.
const cases = JSON.parse(readFileSync("test/contract/field-ids.json", "utf8")) as readonly Case[];
const typed = (columns: readonly Wanted[]): PlanColumn[] =>
  columns.map((column) => ({ ...column, type: "int", nullable: true }));
const none: TableFields = { columns: [], highestFieldId: 0 };

/** What a person does to a contract. Numbers choose among what is there. */
type Change =
  | { readonly does: "drop" | "move"; readonly which: number }
  | { readonly does: "add"; readonly name: string; readonly at: number }
  | { readonly does: "rename"; readonly which: number; readonly name: string; readonly say: boolean };

/** A column of the contract, and the number that it has for good. */
interface Known extends Wanted {
  readonly identity: number;
}

const names = fc.constantFrom("a", "b", "c", "d", "e", "f");
const number = fc.nat(20);
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ does: fc.constantFrom("drop", "move"), which: number }),
  fc.record({ does: fc.constant("add"), name: names, at: number }),
  fc.record({ does: fc.constant("rename"), which: number, name: names, say: fc.boolean() }),
);

/** The contract after a change; a change that would give two columns one name changes nothing. */
function changed(columns: readonly Known[], change: Change, identity: number): readonly Known[] {
  if ("name" in change && columns.some(({ name }) => name === change.name)) return columns;
  if (change.does === "add") {
    const at = change.at % (columns.length + 1);
    return [...columns.slice(0, at), { name: change.name, identity }, ...columns.slice(at)];
  }
  const of = columns[change.which % columns.length];
  const others = columns.filter((column) => column !== of);
  if (!of) return columns;
  if (change.does !== "rename") return change.does === "move" ? [...others, of] : others;
  const renamed = { name: change.name, identity: of.identity, renamedFrom: [of.name] };
  return columns.map((column) => (column === of ? renamed : column));
}

describe("field ids", () => {
  for (const { what, published, steps } of cases)
    it(what, () => {
      let fields = published;
      for (const { wanted, ids, highest } of steps) {
        fields = giveFieldIds(typed(wanted), fields);
        assert.deepEqual(
          fields.columns.map(({ name, fieldId }) => [name, fieldId]),
          wanted.map(({ name }, index) => [name, ids[index]]),
        );
        assert.equal(fields.highestFieldId, highest);
      }
    });

  it("belong to one column for good, in any sequence of drop, add, rename and move", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 25 }), (changes) => {
        let contract: readonly Known[] = [];
        let fields = none;
        const owners = new Map<number, number>();
        for (const [index, change] of changes.entries()) {
          contract = changed(contract, change, index);
          const given = giveFieldIds(typed(contract), fields);
          assert.deepEqual(giveFieldIds(typed(contract), given), given);
          for (const [at, { name, fieldId }] of given.columns.entries()) {
            const { identity } = contract[at]!;
            if (!owners.has(fieldId!)) assert.ok(fieldId! > fields.highestFieldId, `${name} has ${fieldId}`);
            const owner = owners.get(fieldId!) ?? identity;
            assert.equal(owner, identity, `${name} has the id of another column`);
            owners.set(fieldId!, identity);
          }
          assert.equal(new Set(owners.values()).size, owners.size, "a column changed its id");
          assert.equal(given.highestFieldId, Math.max(0, ...owners.keys()));
          fields = given;
          // The contract may go on naming the former name, or forget it once it is published.
          if (change.does === "rename" && !change.say)
            contract = contract.map(({ name, identity }) => ({ name, identity }));
        }
      }),
    );
  });
});
