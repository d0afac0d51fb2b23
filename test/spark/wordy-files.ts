/** Raw files that differ from plain CSV in every way that a layout can say. */
import type { FixedLayout } from "../../contract/formats";
import type { PlanLayout } from "../../contract/plan";
import { csvColumn, csvLayout } from "../handlers/convert/raw-run";

interface WordyRun {
  readonly files: Readonly<Record<string, Buffer>>;
  readonly layout: PlanLayout;
  /** Rows that are not in quarantine, of 20. */
  readonly kept: number;
}

const rows = <T>(line: (row: number) => T) => Array.from({ length: 20 }, (_, row) => line(row));
const number = (name: string, header: string) => csvColumn(name, { header }, { type: "int" });

/** One run for each way of reading: by the kernel, record by record, by positions. */
export function wordyRuns(): readonly WordyRun[] {
  const headed = csvLayout(
    [
      number("n", "Zahl n"),
      csvColumn("s", { header: "zahl STRASSE" }),
      csvColumn("o", { header: "o", optional: true }, { nullable: true }),
    ],
    {
      encoding: "windows-1252",
      skip: "header",
      header: { lines: 2, join: " " },
      headerCase: "any",
      units: true,
      footer: "^Summe",
      ragged: "pad",
    },
  );
  const dialect = csvLayout([number("a", "a"), csvColumn("b", { header: "b" })], {
    encoding: "shift_jis",
    delimiter: "||",
    quote: "'",
    escape: "\\",
    trim: true,
    comment: "#",
    skip: 1,
    footer: 1,
  });
  const fixed: FixedLayout = {
    format: "fixed",
    name: "fixed",
    files: "",
    skip: 1,
    columns: [
      { ...number("a", ""), from: { start: 0, end: 3 } },
      { ...csvColumn("b", { header: "" }), from: { start: 3, end: 8 } },
    ],
  };
  const latin1 = rows((row) => `${row}${row % 3 === 0 ? "" : ",\xdf\x80"}${row % 4 === 0 ? ",," : ""}`);
  // 表 in Shift_JIS, whose second byte is a backslash, and half of a character.
  const japanese = rows((row) => `# ${row}\n ${row} || '\x95\\ \\'${row}\n${row % 5 === 0 ? "\x95" : ""}'`);
  return [
    {
      files: {
        "f.csv": Buffer.from(
          `Bericht\n\nzahl,,\nN,strasse,x\nm,\xb5,x\n${latin1.join("\n")}\nSumme,9\n`,
          "latin1",
        ),
      },
      layout: headed,
      kept: 20,
    },
    {
      files: { "f.csv": Buffer.from(`t\na||b\n${japanese.join("\n")}\ntotal||9`, "latin1") },
      layout: dialect,
      kept: 16,
    },
    {
      files: {
        "f.txt": Buffer.from(`t\n${rows((row) => `${String(row).padStart(3)}é${row} 表x`).join("\n")}`),
      },
      layout: fixed,
      kept: 20,
    },
  ];
}
