/** Functions of strings. */
import type { Row } from "./row";

/** Spark counts a start of 0 as 1 and a negative start from the end, and cuts off what lies before the string. */
const substring = (length: string) => {
  const from = "(case when p > 0 then p - 1 when p < 0 then length(x) + p else 0 end)";
  const end = length === "" ? "length(x)" : `least(${from} + ${length}, length(x))`;
  const begin = `greatest(${from}, 0)`;
  const nulls = ["x", "p", ...(length ? [length] : [])].map((name) => `${name} is null`).join(" or ");
  return (
    `case when ${nulls} then null when ${end} <= ${begin} then '' ` +
    `else system.main.substring(x, cast(${begin} + 1 as bigint), cast(${end} - ${begin} as bigint)) end`
  );
};
const substringMacro = `(x, p) as ${substring("")}, (x, p, n) as ${substring("n")}`;

// DuckDB and Spark convert case differently in some alphabets, so DuckDB refuses anything beyond ASCII.
const ascii = (name: string) =>
  `(x) as case when x is null or strlen(x) = length(x) then system.main.${name}(x) ` +
  `else error('${name}() of a text beyond ASCII is not the same in Spark') end`;

/** In the order of docs/sql.md. */
export const texts: readonly Row[] = [
  ["length", "exact", "text", "Unicode characters (code points)"],
  ["lower", "exact", "text", "on the laptop an error for a text beyond ASCII", ascii("lower")],
  ["upper", "exact", "text", "on the laptop an error for a text beyond ASCII", ascii("upper")],
  [
    "trim",
    "exact",
    "text",
    "removes spaces only",
    "(x) as system.main.trim(x, ' '), (x, y) as system.main.trim(x, y)",
  ],
  [
    "ltrim",
    "exact",
    "text",
    "removes spaces only",
    "(x) as system.main.ltrim(x, ' '), (x, y) as system.main.ltrim(x, y)",
  ],
  [
    "rtrim",
    "exact",
    "text",
    "removes spaces only",
    "(x) as system.main.rtrim(x, ' '), (x, y) as system.main.rtrim(x, y)",
  ],
  ["replace", "exact", "text, text, text"],
  [
    "substr",
    "exact",
    "text, integer, integer?",
    "characters from 1; negative counts from the end",
    substringMacro,
  ],
  [
    "substring",
    "exact",
    "text, integer, integer?",
    "characters from 1; negative counts from the end",
    substringMacro,
  ],
  ["instr", "exact", "text, text", "position from 1; 0 if not found"],
  ["startswith", "exact", "text, text", "", "(x, y) as starts_with(x, y)"],
  ["endswith", "exact", "text, text", "", "(x, y) as ends_with(x, y)"],
  ["contains", "exact", "text, text"],
  ["md5", "exact", "text", "hexadecimal, of the UTF-8 bytes"],
];
