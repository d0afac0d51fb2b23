import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { baseFaults, typeChange, unrecorded, type ColumnType, type PlanColumn } from "../../contract";

describe("a change of type", () => {
  // glue/tests/test_identity.py reads the same pairs.
  const kinds = JSON.parse(readFileSync("test/contract/retype.json", "utf8")) as Record<
    string,
    readonly (readonly [ColumnType, ColumnType])[]
  >;
  for (const [kind, pairs] of Object.entries(kinds))
    it(`is ${kind} by the types`, () => {
      for (const [from, to] of pairs) assert.equal(typeChange(from, to), kind, `${from} to ${to}`);
    });
});

describe("the faults of a contract over merged rows", () => {
  const column = (name: string, type: ColumnType, renamedFrom?: readonly string[]): PlanColumn => ({
    name,
    type,
    nullable: true,
    ...(renamedFrom ? { renamedFrom } : {}),
  });
  const base = {
    columns: unrecorded([column("id", "int"), column("note", "string"), column("price", "double")]),
    key: ["id"],
  };
  const faults = (stage: readonly PlanColumn[], key = ["id"], allowLoss: readonly string[] = []) =>
    baseFaults({ stage, key }, base, allowLoss).map(({ name }) => name);

  it("are none of an added, dropped, renamed or widened column", () => {
    const stage = [
      column("number", "bigint", ["id"]),
      column("remark", "string", ["note"]),
      column("new", "int"),
    ];
    assert.deepEqual(faults(stage, ["number"]), []);
  });

  it("name a changed key, be it larger, smaller or another column", () => {
    const stage = [column("id", "int"), column("note", "string"), column("other", "int")];
    for (const key of [["note"], ["id", "note"], ["other"]])
      assert.deepEqual(faults(stage, key), ["KeyChanged"]);
    const [fault] = baseFaults({ stage, key: ["id", "note"] }, base);
    assert.match(fault!.message, /the key is id, note, but the published rows were merged by id\./);
  });

  it("take the columns of a key in another order for the same key", () => {
    const two = { ...base, key: ["id", "note"] };
    assert.deepEqual(
      baseFaults({ stage: [column("note", "string"), column("id", "int")], key: ["note", "id"] }, two),
      [],
    );
  });

  it("name a type that no value can change to, unless its loss is allowed", () => {
    const stage = [column("id", "int"), column("note", "double")];
    assert.deepEqual(faults(stage), ["ContractNarrows"]);
    assert.deepEqual(faults(stage, ["id"], ["note"]), []);
    const [fault] = baseFaults({ stage, key: ["id"] }, base);
    assert.match(
      fault!.message,
      /of note are of type string, and none of them can become double.*--allow-loss note/,
    );
  });

  it("say what a loss puts in place of the values", () => {
    const told = (note: Partial<PlanColumn>) =>
      baseFaults(
        { stage: [column("id", "int"), { ...column("note", "double"), ...note }], key: ["id"] },
        base,
      )[0]!.message;
    assert.match(told({}), /with --allow-loss note, which makes those values null\.$/);
    const filled = told({ nullable: false, fill: "0" });
    assert.match(filled, /with --allow-loss note, which makes those values the column's fill\.$/);
    const required = told({ nullable: false });
    assert.match(
      required,
      /give the column, which is required, a fill, and then .* makes those values the fill\.$/,
    );
  });

  it("name two columns that the contract calls one, unless its loss is allowed", () => {
    const stage = [column("id", "int"), column("price", "double", ["note"])];
    // The types differ as well, but of the column that would lose its values nothing is asked.
    assert.deepEqual(faults(stage), ["ContractAmbiguous"]);
    assert.deepEqual(faults(stage, ["id"], ["price"]), []);
  });
});
