import { Command, Option } from "commander";
import { gravest, isGrave, planChanges, stateOf, type Change } from "../contract/changes/index";
import type { Dataset } from "../contract/dataset";
import { runPlan } from "../contract/derive/run-plan";
import { transformPlan } from "../contract/derive/transform-plan";
import { changeLines, countedChanges, verdict } from "./changes-text";
import { faultText } from "./dataset-fault";
import { loadDatasets } from "./datasets";
import { goldenNames, goldenPlan } from "./golden-plans";
import { printDocument } from "./one-document";
import { openStore } from "./open-store";
import { parseDataset, parsePath } from "./options";

interface Flags {
  readonly golden?: string;
  readonly bucket?: string;
  readonly json?: boolean;
}

/** The changes of one data set: a document of `data-flow plan --json`. */
interface PlanDocument {
  readonly dataset: string;
  /** The plan that today's contract is compared with. */
  readonly against: { readonly run: string; readonly date: string } | { readonly golden: string } | null;
  readonly effect: Change["effect"];
  readonly changes: readonly Change[];
  /** Why every run by today's contract fails before it fetches anything, as the run says it. @default it does not */
  readonly error?: { readonly name: string; readonly message: string };
}

/** `data-flow plan <dataset>`: shows what a run with today's contract would change in the published table. */
export function planCommand(done: (code: number) => void): Command {
  const command = new Command("plan")
    .description("show what your changes to a data set would do to its published table, without running it")
    .argument("[dataset]", "name of the data set", parseDataset)
    .addOption(
      new Option(
        "--golden <folder>",
        "compare with the plans in another checkout's test/golden instead; compares every data set if you name none",
      ).argParser(parsePath),
    )
    .addOption(
      new Option(
        "--bucket <name>",
        "compare with the published table in this bucket of a deployed stack, with your AWS credentials",
      ).conflicts("golden"),
    )
    .option("--json", "print one JSON document on standard output");
  return command.action(async (dataset: Dataset | undefined, { golden, bucket, json = false }: Flags) => {
    if (golden === undefined && !dataset)
      command.error("error: missing required argument 'dataset' (or --golden, for all of them)", {
        exitCode: 2,
      });
    const documents =
      golden === undefined ? [await againstStore(dataset!, bucket)] : await againstGolden(golden, dataset);
    if (json) printDocument(golden === undefined ? documents[0]! : documents);
    else process.stdout.write(documents.map(planText).join("\n"));
    done(documents.some(({ effect }) => isGrave(effect)) ? 1 : 0);
  });
}

async function againstStore(dataset: Dataset, bucket: string | undefined): Promise<PlanDocument> {
  // Loaded only now: comparing plans needs no store.
  const { plannedChanges } = await import("../local/planned-changes.js");
  const { published, changes } = await plannedChanges(dataset, await openStore(bucket));
  return checked(dataset, published, changes);
}

/** The data sets of this checkout; if you name none, also those that only the other checkout has. */
async function againstGolden(golden: string, only: Dataset | undefined): Promise<PlanDocument[]> {
  const there = goldenNames(golden);
  const here = only ? [only] : allDatasets();
  const kept = new Set(here.map(({ name }) => name));
  const gone = only ? [] : there.filter((name) => !kept.has(name));
  const documents: PlanDocument[] = [];
  for (const dataset of here) {
    const before = goldenPlan(golden, dataset.name);
    const changes = before ? planChanges(stateOf(before), runPlan(dataset)) : [];
    documents.push(await checked(dataset, before ? { golden } : null, changes));
  }
  return [...documents, ...gone.map((name) => document(name, { golden }, [takenOut]))];
}

/** Each of them, or a failure: a command about all data sets must not report on only those that could be loaded. */
function allDatasets(): readonly Dataset[] {
  const { datasets, faults } = loadDatasets();
  if (faults.length === 0) return datasets;
  const messages = faults.map(faultText);
  throw Object.assign(new Error(messages.join("\n")), { name: "DatasetFaulty" });
}

const takenOut: Change = {
  effect: "nothing",
  what: "data set",
  how: "removed: it no longer runs, and its published table stays",
};

const document = (
  dataset: string,
  against: PlanDocument["against"],
  changes: readonly Change[],
): PlanDocument => ({ dataset, against, effect: gravest(changes), changes });

/** The document of a data set of this checkout, whose SQL is checked as before a run. */
export async function checked(
  dataset: Dataset,
  against: PlanDocument["against"],
  changes: readonly Change[],
): Promise<PlanDocument> {
  // Loaded only now, as it loads DuckDB.
  const { sqlFault } = await import("../local/checked-sql.js");
  const error = await sqlFault(transformPlan(dataset));
  const compared = document(dataset.name, against, changes);
  return error ? { ...compared, effect: "refused", error } : compared;
}

/** The document as people read it. */
export function planText({ dataset, against, changes, error }: PlanDocument): string {
  const refused = error && `✗ ${error.name}: ${error.message}\n`;
  if (!against)
    return refused
      ? `${dataset}: nothing to compare with yet.\n\n${refused}`
      : `${dataset}: nothing to compare with yet; the first run creates everything.\n`;
  const since = "run" in against ? `run ${against.run}` : "the golden plan";
  const heading = `${dataset}: ${countedChanges(changes)} of the contract since ${since}`;
  if (changes.length === 0) return refused ? `${heading}.\n\n${refused}` : `${heading}.\n`;
  return `${heading}:\n\n${changeLines(changes)}\n\n${refused ?? `${verdict(changes)}\n`}`;
}
