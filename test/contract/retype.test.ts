import assert from "node:assert/strict";
import { baseFaults, typeChange, unrecorded, type ColumnType, type PlanColumn } from "../../contract";

describe("a change of type", () => {
  const exact: readonly (readonly [ColumnType, ColumnType])[] = [
    ["double", "double"],
    ["int", "bigint"],
    ["int", "double"],
    ["int", "decimal(10,0)"],
    ["int", "string"],
    ["bigint", "decimal(19,0)"],
    ["bigint", "decimal(38,19)"],
    ["bigint", "string"],
    ["decimal(9,0)", "int"],
    ["decimal(18,0)", "bigint"],
    ["decimal(9,2)", "decimal(9,2)"],
    ["decimal(9,2)", "decimal(12,4)"],
    ["decimal(15,3)", "double"],
    ["boolean", "string"],
    ["date", "string"],
    ["date", "timestamp"],
  ];
  const checked: readonly (readonly [ColumnType, ColumnType])[] = [
    ["bigint", "int"],
    ["bigint", "double"],
    ["int", "decimal(9,0)"],
    ["int", "decimal(10,1)"],
    ["bigint", "decimal(18,0)"],
    ["double", "int"],
    ["double", "bigint"],
    ["double", "decimal(38,10)"],
    ["decimal(10,0)", "int"],
    ["decimal(19,0)", "bigint"],
    ["decimal(12,2)", "decimal(12,0)"],
    ["decimal(12,2)", "decimal(12,3)"],
    ["decimal(9,1)", "bigint"],
    ["decimal(16,0)", "double"],
    ["string", "int"],
    ["string", "bigint"],
    ["string", "boolean"],
    ["string", "date"],
    ["timestamp", "date"],
  ];
  const never: readonly (readonly [ColumnType, ColumnType])[] = [
    ["string", "double"],
    ["string", "decimal(9,2)"],
    ["string", "timestamp"],
    ["double", "string"],
    ["decimal(9,2)", "string"],
    ["timestamp", "string"],
    ["boolean", "int"],
    ["int", "boolean"],
    ["int", "date"],
    ["date", "int"],
    ["timestamp", "bigint"],
    ["bigint", "timestamp"],
  ];
  for (const [kind, pairs] of Object.entries({ exact, checked, never }))
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
    assert.match(fault!.message, /the key is id, note, and the published rows were merged by id\./);
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
    assert.match(fault!.message, /of note are string, of which none can become double.*--allow-loss note/);
  });

  it("name two columns that the contract calls one, unless its loss is allowed", () => {
    const stage = [column("id", "int"), column("price", "double", ["note"])];
    // The types differ as well, but of the column that would lose its values nothing is asked.
    assert.deepEqual(faults(stage), ["ContractAmbiguous"]);
    assert.deepEqual(faults(stage, ["id"], ["price"]), []);
  });
});
