import { columnFaults } from "./check/column-faults";
import { layoutFaults } from "./check/layout-faults";
import { isPlain, plainFaults } from "./check/plain";
import { generalFaults } from "./check/general-faults";
import { analysisFaults } from "./check/analysis-faults";
import { ruleFaults } from "./check/rules";
import { sampleFaults } from "./check/sample-faults";
import { shapeFaults } from "./check/shape";
import { datasetShape } from "./check/dataset-shape";
import type { Dataset, StageColumn, TableColumn } from "./dataset";
import type { Fault, Report } from "./check/fault";

/**
 * Checks a description of a data set and returns it with its literal types, so that `Row<typeof mhealth>` knows every column.
 * Throws one `InvalidDataset` error that lists every fault with its path and a hint.
 */
export function defineDataset<
  const Stage extends Readonly<Record<string, StageColumn>>,
  const Table extends Readonly<Record<string, TableColumn>>,
>(dataset: Dataset<Stage, Table>): Dataset<Stage, Table> {
  const faults = datasetFaults(dataset);
  if (faults.length === 0) return dataset;
  throw invalidDataset(String(dataset?.name), faults);
}

/** The error that lists every fault of a data set. */
export function invalidDataset(name: string, faults: readonly Fault[]): Error {
  const list = faults.map(({ path, message }) => `  ${path === "" ? "" : `${path}: `}${message}`);
  const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
  return Object.assign(new Error(`data set "${name}" has ${count}:\n${list.join("\n")}`), {
    name: "InvalidDataset",
  });
}

/** Every fault of a description; empty if it is sound. Takes any value, because a program without types may pass one. */
export function datasetFaults(described: unknown): readonly Fault[] {
  const faults: Fault[] = [];
  const report: Report = (path, message) => faults.push({ path, message });
  plainFaults(described, report);
  const known = new Set(faults.map((fault) => fault.path));
  if (!isPlain(described)) return [{ path: "", message: "a description is a plain object" }];
  const sound = shapeFaults(described, datasetShape, (path, message) => {
    if (!known.has(path)) report(path, message);
  });
  // Check further only properties that have their shape, so that one slip does not hide the other faults.
  const dataset = described as unknown as Dataset;
  const has = (...names: (keyof Dataset)[]) => names.every((name) => sound.has(name));
  generalFaults(dataset, has, report);
  columnFaults(dataset, has, report);
  if (has("stage", "layouts")) layoutFaults(dataset, report);
  if (has("stage", "table", "rules")) ruleFaults(dataset, report);
  if (has("name", "table", "analysis")) analysisFaults(dataset, report);
  if (has("layouts", "sample")) sampleFaults(dataset, report);
  return faults;
}
