import { codeList } from "../markdown";
import type { ImpliedKind, RuledTable } from "./rule";

const name = "key_unique_in_milliseconds";

/** The key's timestamps. */
const timesOf = ({ columns, key }: RuledTable) =>
  key.filter((name) => columns.some((column) => column.name === name && column.type === "timestamp"));

/**
 * Different keys must stay different when Athena reads their timestamps from a Hive table, rounded half up to the millisecond. Each
 * key beyond the first of a group that becomes equal is a violation.
 */
export const milliseconds: ImpliedKind & { readonly query: (table: RuledTable) => string } = {
  rules: (table) =>
    timesOf(table).length > 0
      ? [{ name, severity: "warn", kind: "milliseconds", query: milliseconds.query(table) }]
      : [],
  names: (table) => milliseconds.rules(table).map((rule) => rule.name),
  page: (table) =>
    timesOf(table).length > 0
      ? [
          [
            `\`${name}\``,
            "warn",
            `no two rows have the same ${codeList(table.key)} when Athena rounds to milliseconds`,
          ],
        ]
      : [],

  query(table) {
    const { key } = table;
    const times = timesOf(table);
    const names = key.map((_, at) => `_k${at}`);
    const rounded = key.map((name, at) => {
      const micros = `unix_micros(${name}) + 500`;
      // `%` takes the sign of its left side.
      const value = times.includes(name) ? `${micros} - ((${micros}) % 1000 + 1000) % 1000` : name;
      return `${value} as ${names[at]}`;
    });
    const present = key.map((name) => `${name} is not null`).join(" and ");
    const fine = times.map((name) => `unix_micros(${name}) % 1000 <> 0`).join(" or ");
    // Most tables have no timestamp finer than a millisecond: then `_fine` is empty, and there is nothing to group.
    return [
      `select cast(coalesce(sum(_count - 1), 0) as bigint) from (`,
      `  select count(*) as _count from (`,
      `    select distinct ${key.join(", ")}, ${names.map((name) => `_keys.${name}`).join(", ")}`,
      `    from (select ${key.join(", ")}, ${rounded.join(", ")} from result where ${present}) as _keys`,
      `    join (select distinct ${rounded.join(", ")} from result where ${present} and (${fine})) as _fine`,
      `    on ${names.map((name) => `_fine.${name} = _keys.${name}`).join(" and ")}`,
      `  ) as _equal group by ${names.join(", ")}`,
      `) as _groups`,
    ].join("\n");
  },
};
