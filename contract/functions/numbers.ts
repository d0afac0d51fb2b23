/** Functions of numbers. */
import type { Row } from "./row";

/** Java's conversion of a double to a long: NaN becomes 0, and values out of range become the nearest long. */
const toLong = (value: string) =>
  `(x) as case when isnan(cast(x as double)) then cast(0 as bigint) when x >= 9223372036854775808e0 then 9223372036854775807 ` +
  `when x <= -9223372036854775808e0 then -9223372036854775808 else cast(${value} as bigint) end`;

const finite = (name: string, domain: string, outside: string) =>
  `(x) as case when x is null then null when ${domain} then system.main.${name}(cast(x as double)) else ${outside} end`;

const nan = "cast('NaN' as double)";
const trig = (name: string) => finite(name, "isfinite(cast(x as double))", nan);

/** In the order of docs/sql.md. */
export const numbers: readonly Row[] = [
  ["abs", "exact", "number"],
  [
    "sign",
    "exact",
    "double",
    "a double: -1, 0 or 1, or NaN",
    "(x) as case when x > 0 and not isnan(cast(x as double)) then 1e0 when x < 0 then -1e0 else cast(x as double) end",
  ],
  [
    "floor",
    "exact",
    "double",
    "a bigint; NaN gives 0, what lies beyond a bigint the nearest one",
    toLong("system.main.floor(x)"),
  ],
  [
    "ceil",
    "exact",
    "double",
    "a bigint; NaN gives 0, what lies beyond a bigint the nearest one",
    toLong("system.main.ceil(x)"),
  ],
  [
    "round",
    "exact",
    "double",
    "a double; halves go away from zero; one argument",
    "(x) as system.main.round(x) + 0e0, (x, n) as system.main.round(x, n)",
  ],
  ["sqrt", "exact", "real", "NaN below 0", `(x) as case when x < 0 then ${nan} else system.main.sqrt(x) end`],
  ["cbrt", "computed", "real"],
  ["exp", "computed", "real"],
  ["ln", "computed", "real", "null at 0 and below", finite("ln", "x > 0", "null")],
  ["log10", "computed", "real", "null at 0 and below", finite("log10", "x > 0", "null")],
  ["log2", "computed", "real", "null at 0 and below", finite("log2", "x > 0", "null")],
  ["power", "computed", "number, number", "a double"],
  ["sin", "computed", "real", "NaN at infinity", trig("sin")],
  ["cos", "computed", "real", "NaN at infinity", trig("cos")],
  ["tan", "computed", "real", "NaN at infinity", trig("tan")],
  ["asin", "computed", "real", "NaN outside -1 to 1", finite("asin", "x between -1 and 1", nan)],
  ["acos", "computed", "real", "NaN outside -1 to 1", finite("acos", "x between -1 and 1", nan)],
  ["atan", "computed", "real"],
  ["atan2", "computed", "real, real"],
  ["degrees", "computed", "real"],
  ["radians", "computed", "real"],
  ["pi", "exact", ""],
  ["isnan", "exact", "double", "false for null", "(x) as coalesce(system.main.isnan(x), false)"],
];
