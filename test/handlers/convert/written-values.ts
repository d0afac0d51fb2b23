/** A file whose values are written in every form that a layout can say, those of PostgreSQL among them. */
import { csvColumn, csvLayout } from "./raw-run";

/** How the file is read. */
export const writtenLayout = csvLayout(
  [
    csvColumn("id", { header: "id" }, { type: "int" }),
    csvColumn(
      "price",
      { header: "price" },
      {
        ...{ type: "decimal(9,2)", nullable: true, nulls: [""] },
        form: { decimal: ",", thousands: ".", signs: ["€"], parentheses: true },
      },
    ),
    csvColumn("count", { header: "count" }, { type: "int", form: { wholeZeros: true } }),
    csvColumn("paid", { header: "paid" }, { type: "boolean", form: { true: ["Y"], false: ["N"] } }),
    csvColumn("day", { header: "day" }, { type: "date", form: { dates: ["dd/MM/yy"], pivot: 1970 } }),
    csvColumn(
      "stamp",
      { header: "stamp" },
      {
        type: "timestamp",
        form: { dates: ["yyyy-MM-dd HH:mm:ss[.SSSSSSSSS][X]", "epoch ms"] },
      },
    ),
    csvColumn(
      "local",
      { headers: ["day", "hour"], join: " " },
      {
        type: "timestamp",
        form: { dates: ["dd/MM/yy H:mm"], pivot: 1970, zone: "Europe/Berlin" },
      },
    ),
  ],
  { delimiter: ";" },
);

/** Its lines, what each is read as, and why the others are in quarantine. */
export const writtenLines: readonly (readonly [
  line: string,
  read: readonly unknown[] | readonly [column: string, reason: string],
])[] = [
  [
    "1;1.234,50 €;5.0;Y;31/12/24;2024-01-01 00:00:00+00;9:05",
    [1, "1234.50", 5, true, "2024-12-31", "2024-01-01T00:00:00.000Z", "2024-12-31T08:05:00.000Z"],
  ],
  [
    "2;(€ 0,5);5;N;01/07/70;2024-01-01 00:00:00.123456789;12:00",
    [2, "-0.50", 5, false, "1970-07-01", "2024-01-01T00:00:00.123Z", "1970-07-01T11:00:00.000Z"],
  ],
  [
    "3;;-7;N;01/07/69;2024-01-01 05:30:00+0530;12:00",
    [3, null, -7, false, "2069-07-01", "2024-01-01T00:00:00.000Z", "2069-07-01T10:00:00.000Z"],
  ],
  [
    '4;"-1,5";7.000;Y;29/02/24;"1704067200000";0:00',
    [4, "-1.50", 7, true, "2024-02-29", "2024-01-01T00:00:00.000Z", "2024-02-28T23:00:00.000Z"],
  ],
  ["5;1,234.50;5;Y;31/12/24;0;9:05", ["price", "unreadable"]],
  ["6;1;5.5;Y;31/12/24;0;9:05", ["count", "unreadable"]],
  ["7;1;5;y;31/12/24;0;9:05", ["paid", "unreadable"]],
  ["8;1;5;Y;12/31/24;0;9:05", ["day", "unreadable"]],
  ["9;1;5;Y;31/12/24;253402300800000;9:05", ["stamp", "out_of_range"]],
  ["10;1;5;Y;31/03/24;0;2:30", ["local", "time_skipped"]],
  ["11;1;5;Y;27/10/24;0;2:30", ["local", "time_twice"]],
  ["12;1;5;Y;27/10/24;0;", ["local", "unreadable"]],
];

/** Its bytes. */
export const writtenFile = Buffer.from(
  ["id;price;count;paid;day;stamp;hour", ...writtenLines.map(([line]) => line), ""].join("\n"),
);
