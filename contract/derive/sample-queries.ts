import type { Dataset } from "../dataset";

/** Three queries to begin with, valid for any data set: rows, counts by the key's first column, extremes. */
export function sampleQueries(dataset: Dataset): readonly { readonly title: string; readonly sql: string }[] {
  const { key, columns } = dataset.table;
  const numeric = Object.keys(columns).find((name) => columns[name]?.type === "double") ?? key[0]!;
  return [
    { title: "The first rows", sql: `select * from ${dataset.name} order by ${key.join(", ")} limit 5` },
    {
      title: `Rows for each ${key[0]}`,
      sql: `select ${key[0]}, count(*) as n from ${dataset.name} group by ${key[0]} order by ${key[0]}`,
    },
    {
      title: `Extremes of ${numeric}`,
      sql: `select min(${numeric}) as least, max(${numeric}) as most from ${dataset.name}`,
    },
  ];
}
