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
    "<!-- Generated from contract/functions.ts; `ACCEPT=1 npm test` writes it anew. -->",
    "A transform is executed by Spark on AWS and by DuckDB on a laptop, and both must give the same table. So its SQL " +
      "keeps to what means the same in both. Every run on a laptop and every deployment checks it first, and refuses with `SqlNotPortable` and " +
      "all faults at once; a test runs every line of this page on both engines over edge values.",
    "`exact` functions give equal values. `computed` ones give doubles that may differ in their last digits, by 1e-12 of " +
      "their size (of the summed values' size where they cancel).",
    "## Rules",
    [
      "One `select` (or `with … select`) from `stage`; no other table or file, no `;`.",
      "No text becomes a value here: types are given in `stage`, so that Convert quarantines what does not fit. Dates and " +
        "times are written `date '2024-02-29'` and `timestamp '2024-02-29 12:00:00'` (UTC).",
      "Every `order by` says `nulls first` or `nulls last`; `limit` wants an `order by`. Where rows tie, which comes first " +
        "is open: end with `_file, _offset`.",
      "What divides cannot be 0: `x / nullif(y, 0)`.",
      "`cast` among integers, to double, decimal or text; from a rounded double (`round`, `floor`, `ceil`) to an integer; " +
        "between decimals; between dates and timestamps. The declared type of a table column counts as a cast.",
      "A comparison, `case`, `coalesce`, `in` or `between` has values of one kind: numbers, texts, dates, timestamps or booleans.",
      "A frame of a window is of `rows`. No `qualify`, `::`, `group by all`, `distinct on`, `* exclude`, `filter` in a window.",
      "No quote within a text; nothing that is another value each time (`now`, `random`, `uuid`).",
      "An integer that overflows is an error in both engines.",
    ]
      .map((rule) => `- ${rule}`)
      .join("\n"),
    ...sections.flatMap(([kind, title]) => [
      `## ${title}`,
      table(portableFunctions.filter((entry) => entry.kind === kind)),
    ]),
    "Aggregates may also stand over a window. `if`, `case`, `coalesce`, `in`, `between`, `is null`, `is distinct from`, `and`, " +
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
