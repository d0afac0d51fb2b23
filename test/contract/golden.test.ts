import assert from "node:assert/strict";
import { goldenNames, goldenPlan } from "../../cli/golden-plans";
import {
  arrowSchema,
  athenaDdl,
  catalogTable,
  checkQueries,
  planLayouts,
  datasetPage,
  duckdbSession,
  loadManifestKey,
  loadQuestion,
  loadTransaction,
  mergeStatements,
  parquetSchema,
  posteriorPage,
  posteriorTable,
  redshiftDdl,
  resolveColumns,
  resultTable,
  runPlan,
  stageColumns,
  stageView,
  tableColumns,
  transformPlan,
  unrecorded,
  type Dataset,
} from "../../contract";
import { datasets } from "../../datasets";
import { meters } from "../upsert/meters";
import { golden } from "../golden";

/** What the warehouse is sent: for a new table, and for one that lacks the second column and holds one that the contract lost. */
function redshiftLoad(dataset: Dataset): string {
  const columns = tableColumns(dataset);
  const { name } = dataset;
  const load = {
    table: name,
    columns,
    number: 42,
    run: "run",
    attempt: "attempt",
    date: "2026-02-28",
    rows: 7,
  };
  const state = {
    manifest: `s3://lake/${loadManifestKey(name, "run", "attempt")}`,
    startedAt: "2026-03-01T08:00:00.000Z",
  };
  const older = ["lost", ...columns.map((column) => column.name)].filter((_, index) => index !== 2);
  const part = (title: string, statements: readonly string[]) =>
    [`-- ${title}`, ...statements.map((sql) => `${sql};`)].join("\n\n");
  const transaction = (stored: readonly string[]) =>
    loadTransaction({ ...load, ...state, stored })!.map(({ sql }) => sql);
  return [
    part("the question", loadQuestion(name)),
    part("the transaction that makes the table", transaction([])),
    part("the transaction that replaces an older table's rows", transaction(older)),
  ].join("\n\n\n");
}

const json = (value: unknown) => JSON.stringify(value, undefined, 2);

for (const [name, dataset] of Object.entries<Dataset>({ ...datasets, meters }))
  describe(`derivations of ${name}`, () => {
    const plan = transformPlan(dataset);
    const derived: Readonly<Record<string, string>> = {
      "csv-layouts.json": json(planLayouts(dataset)),
      "arrow-schema.json": json({
        stage: arrowSchema(stageColumns(dataset)),
        table: arrowSchema(tableColumns(dataset)),
      }),
      "stage.parquet-schema.txt": parquetSchema("stage", stageColumns(dataset)),
      "table.parquet-schema.txt": parquetSchema("table", tableColumns(dataset)),
      "glue.json": json(catalogTable(dataset)),
      "athena.sql": athenaDdl(catalogTable(dataset), `s3://lake/processed/${name}/run/attempt/`),
      "redshift.sql": redshiftDdl(dataset),
      "redshift-load.sql": redshiftLoad(dataset),
      "transform-plan.json": json(plan),
      // The rest of the plan stands in files of its own.
      "plan.json": json({ ...runPlan(dataset), layouts: "…", transform: "…", catalog: "…" }),
      "duckdb.sql": [
        ...duckdbSession,
        stageView(plan, ["part-00000.parquet"]),
        ...mergeStatements(plan, {
          files: ["merged-00000.parquet"],
          resolution: resolveColumns(plan.stage, unrecorded(plan.stage)),
          allowLoss: [],
        }),
        resultTable(plan),
        ...checkQueries(plan),
      ]
        .map((statement) => `${statement};`)
        .join("\n\n"),
    };
    for (const [file, text] of Object.entries(derived))
      it(file, () => golden(`test/golden/${name}/${file}`, text));

    if (dataset.analysis) {
      const made = posteriorTable(dataset);
      const catalog = catalogTable(made);
      const derivedOfMade: Readonly<Record<string, string>> = {
        "arrow-schema.json": json(arrowSchema(tableColumns(made))),
        "table.parquet-schema.txt": parquetSchema("table", tableColumns(made)),
        "glue.json": json(catalog),
        "athena.sql": athenaDdl(catalog, `s3://lake/processed/${made.name}/run/attempt/`),
        "redshift.sql": redshiftDdl(made),
      };
      for (const [file, text] of Object.entries(derivedOfMade))
        it(`${file} of its analysis`, () => golden(`test/golden/${made.name}/${file}`, text));
      it("the page of its analysis", () => golden(`docs/datasets/${made.name}.md`, posteriorPage(dataset)));
    }

    it("the page in docs", () => {
      const page = name in datasets ? `docs/datasets/${name}.md` : `test/golden/${name}/page.md`;
      golden(page, datasetPage(dataset));
    });
  });

// After the derivations: the files of a new data set are written then.
describe("the golden plans", () => {
  it("are known to the command as the contracts have them", () => {
    assert.deepEqual(goldenNames("test/golden"), Object.keys(datasets).sort());
    for (const [name, dataset] of Object.entries(datasets))
      assert.deepEqual(goldenPlan("test/golden", name), JSON.parse(json(runPlan(dataset))));
    assert.equal(goldenPlan("test/golden", "nothing"), undefined);
    assert.throws(() => goldenNames("nowhere"), /folder nowhere does not exist: give the test\/golden/);
  });
});
