import { namesColumn, type QueryKind } from "./rule";

/** Every value of a stage column appears in the table's column. */
export interface Covers<TableName extends string = string, StageName extends string = string> {
  readonly kind: "covers";
  readonly column: TableName;
  readonly stage: StageName;
}

export const covers: QueryKind<Covers> = {
  shape: { column: "text", stage: "text" },

  faults({ column, stage }, dataset, report) {
    const { columns } = dataset.table;
    const known = [
      namesColumn("column", column, columns, "the table", report),
      namesColumn("stage", stage, dataset.stage, "stage", report),
    ];
    if (known.includes(false)) return;
    const [wanted, given] = [dataset.stage[stage]!.type, columns[column]!.type];
    if (wanted !== given)
      report("stage", `"${stage}" is ${wanted}, "${column}" is ${given}; compare like with like`);
  },

  inWords: ({ column, stage }) => `each \`${stage}\` of the raw data appears as \`${column}\``,

  query: ({ column, stage }) =>
    `select count(*) from (\n` +
    `  select distinct ${stage} as _value from stage where ${stage} is not null\n` +
    `) as _wanted where not exists (select 1 from result where result.${column} = _wanted._value)`,
};
