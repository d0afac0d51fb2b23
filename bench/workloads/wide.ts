/** A wide file: 2,000 columns, six doubles in ten, one of them with nulls, besides integers and short strings. */
import type { StageColumn } from "../../contract/dataset";
import { makeRandom } from "../../core/formats/random";
import { csvDataset, inChunks, type Workload } from "./workload";

type Random = () => number;

/** The kinds of columns, in turn. */
const kinds: readonly { readonly column: StageColumn; readonly value: (random: Random) => string }[] = [
  { column: { type: "int" }, value: (random) => String(Math.floor(random() * 1e5)) },
  ...Array.from({ length: 5 }, (_, digits) => ({
    column: { type: "double" } as const,
    value: (random: Random) => ((random() - 0.5) * 200).toFixed(digits + 1),
  })),
  {
    column: { type: "double", nullable: true },
    value: (random) => (random() < 0.2 ? "" : (random() * 1e6).toFixed(3)),
  },
  {
    column: { type: "int", nullable: true },
    value: (random) => (random() < 0.2 ? "" : String(Math.floor(random() * 100))),
  },
  { column: { type: "bigint" }, value: (random) => String(Math.floor((random() - 0.5) * 2 ** 53)) },
  { column: { type: "string" }, value: (random) => `site ${Math.floor(random() * 50)}` },
];

function* lines(names: readonly string[], rows: number): Generator<string> {
  const random = makeRandom(2_000);
  const values = names.map((_, column) => kinds[column % kinds.length]!.value);
  yield names.join(",");
  for (let row = 0; row < rows; row++) yield values.map((value) => value(random)).join(",");
}

/** The file; 3,000 rows are 48 MB. */
export function wide(rows = 3_000, columns = 2_000): Workload {
  const names = Array.from({ length: columns }, (_, column) => `c${String(column).padStart(4, "0")}`);
  const stage = Object.fromEntries(names.map((name, column) => [name, kinds[column % kinds.length]!.column]));
  return {
    name: "wide",
    dataset: csvDataset("wide", stage),
    file: "wide.csv",
    bytes: () => inChunks(lines(names, rows)),
  };
}
