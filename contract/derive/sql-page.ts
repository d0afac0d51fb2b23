import { portableFunctions, type PortableFunction } from "../functions";

const sections: readonly (readonly [PortableFunction["kind"], string])[] = [
  ["operator", "Operators"],
  ["scalar", "Functions of one row"],
  ["aggregate", "Aggregates"],
  ["window", "Functions of a window"],
];

const signs: Readonly<Record<string, string>> = { "~~": "like", "!~~": "not like", count_star: "count(*)" };

/** The Markdown page of what a transform's SQL may use. */
export function sqlPage(): string {
  const parts = [
    "# The SQL of a transform",
    "<!-- Generated from contract/functions.ts; `ACCEPT=1 npm test` updates it. -->",
    "Spark runs a transform on AWS, DuckDB runs it on a laptop, and both must give the same table. So use only SQL that " +
      "means the same in both. Every run on a laptop and every deployment checks the SQL first, and refuses it with `SqlNotPortable` and " +
      "all faults at once. A test runs every line of this page on both engines over edge values.",
    "`exact` functions give equal values. `computed` ones give doubles that may differ in their last digits, by 1e-12 of " +
      "their size (or of the summed values' size, if these cancel out).",
    "## Rules",
    [
      "One `select` (or `with … select`) from `stage`; no other table or file, no `;`.",
      "Do not cast strings to other types: declare types in `stage`, so that Convert quarantines what does not fit. Write dates and " +
        "times as `date '2024-02-29'` and `timestamp '2024-02-29 12:00:00'` (UTC).",
      "Every `order by` says `nulls first` or `nulls last`; `limit` wants an `order by`. Where rows tie, which comes first " +
        "is open: end with `_file, _offset`.",
      "A divisor must not be 0: write `x / nullif(y, 0)`.",
      "`cast` among integers, to double, decimal or text; from a rounded double (`round`, `floor`, `ceil`) to an integer; " +
        "between decimals; between dates and timestamps. The declared type of a table column counts as a cast.",
      "The values of a comparison, `case`, `coalesce`, `in` or `between` must be of one kind: numbers, strings, dates, timestamps or booleans.",
      "Window frames use `rows`. Do not use `qualify`, `::`, `group by all`, `distinct on`, `* exclude`, `filter` in a window.",
      "Do not use quotes inside a string, or functions whose value changes from call to call (`now`, `random`, `uuid`).",
      "An integer that overflows is an error in both engines.",
    ]
      .map((rule) => `- ${rule}`)
      .join("\n"),
    ...sections.flatMap(([kind, title]) => [
      `## ${title}`,
      table(portableFunctions.filter((entry) => entry.kind === kind)),
    ]),
    "You can also use aggregates over a window. `if`, `case`, `coalesce`, `in`, `between`, `is null`, `is distinct from`, `and`, " +
      "`or`, `not`, comparisons, joins (`inner`, `left`, `right`, `full`, `cross`; `on` or `using`), `union`, `union all`, `except`, " +
      "`intersect`, `exists` and subqueries are exact.",
  ];
  return `${parts.join("\n\n")}\n`;
}

function table(entries: readonly PortableFunction[]): string {
  const rows = entries.map(({ name, takes, required, result, remark }) => {
    const given = takes.map((type, at) => (at < required ? type : `[${type}]`)).join(", ");
    return `| \`${signs[name] ?? name}\` | ${given} | ${result} | ${remark} |`.replaceAll("||", "\\|\\|");
  });
  return ["| name | of | result | remark |", "| --- | --- | --- | --- |", ...rows].join("\n");
}
