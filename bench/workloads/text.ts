/** Orders with quoted remarks: commas, doubled quotes, line feeds, letters beyond ASCII, nulls, dates, instants, decimals. */
import { makeRandom } from "../../core/formats/random";
import { csvDataset, inChunks, type Workload } from "./workload";

const firstNames = [
  "Ana",
  "Björn",
  "Chloé",
  "Dmitri",
  "Eszter",
  "Fatima",
  "Gökhan",
  "Hanna",
  "Ives",
  "Jürgen",
  "Zoë",
];
const lastNames = [
  "Núñez",
  "Østergård",
  "Smith",
  "Søndergaard",
  "Müller",
  "O'Brien",
  "Żak",
  "García",
  "Li",
  "Tanaka",
];
const countries = ["DE", "ES", "FR", "GB", "JP", "NO", "PL", "TR", "US", "BR"];
const phrases = [
  "deliver after 18:00",
  "gift, please wrap",
  'the "blue" one',
  "ring twice",
  "señor García is on the 3rd floor",
  "second line\nof the address",
  "naïve café, 東京",
  "fragile",
  'size 12" or larger',
  "none of the red ones, none of the green ones",
];

const dataset = csvDataset("text", {
  id: { type: "bigint" },
  name: { type: "string" },
  country: { type: "string", nullable: true, nulls: [""] },
  remark: { type: "string", nullable: true, nulls: [""] },
  ordered: { type: "date" },
  shipped: { type: "timestamp", nullable: true },
  price: { type: "decimal(12,2)" },
  amount: { type: "int", nullable: true },
  paid: { type: "boolean" },
});

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
const padded = (value: number, digits: number) => String(value).padStart(digits, "0");

function* lines(rows: number): Generator<string> {
  const random = makeRandom(20_260_101);
  const below = (limit: number) => Math.floor(random() * limit);
  const one = (of: readonly string[]) => of[below(of.length)]!;
  const day = () => `${2000 + below(26)}-${padded(1 + below(12), 2)}-${padded(1 + below(28), 2)}`;
  const time = () =>
    `${padded(below(24), 2)}:${padded(below(60), 2)}:${padded(below(60), 2)}.${padded(below(1000), 3)}`;
  const often = (share: number, value: () => string) => (random() < share ? value() : "");
  const remark = () => {
    const number = random() < 0.5 ? [`no. ${below(1e6)}`] : [];
    return quoted([...Array.from({ length: 1 + below(2) }, () => one(phrases)), ...number].join(", "));
  };

  yield Object.keys(dataset.stage).join(",");
  for (let row = 0; row < rows; row++)
    yield [
      // Some ids have 18 digits, more than a double holds.
      row % 1000 === 0 ? 900_719_925_474_099_300n + BigInt(row) : row,
      quoted(`${one(lastNames)}, ${one(firstNames)} ${padded(below(1000), 3)}`),
      often(0.9, () => one(countries)),
      often(0.9, remark),
      day(),
      often(0.9, () => `${day()} ${time()}`),
      `${below(4) === 0 ? "-" : ""}${below(10_000)}.${padded(below(100), 2)}`,
      often(0.95, () => String(below(1000))),
      random() < 0.5,
    ].join(",");
}

/** The file; 59 MB for half a million rows. */
export const text = (rows = 500_000): Workload => ({
  name: "text",
  dataset,
  file: "text.csv",
  bytes: () => inChunks(lines(rows)),
});
