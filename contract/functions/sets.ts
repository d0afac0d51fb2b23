/** Functions of many rows. */
import type { Row } from "./row";

/** For a group or a window. */
export const aggregates: readonly Row[] = [
  ["count_star", "exact", "", "`count(*)`"],
  ["count", "exact", "any", "also `count(distinct x)`"],
  ["sum", "computed", "number", "exact for integers and decimals"],
  ["avg", "computed", "real", "a double"],
  ["min", "exact", "any", "NaN is the greatest number"],
  ["max", "exact", "any", "NaN is the greatest number"],
  ["bool_and", "exact", "boolean"],
  ["bool_or", "exact", "boolean"],
  ["stddev_samp", "computed", "real", "null of one value; finite values only"],
  ["stddev_pop", "computed", "real", "finite values only"],
  ["var_samp", "computed", "real", "null of one value; finite values only"],
  ["var_pop", "computed", "real", "finite values only"],
  ["median", "computed", "double"],
];

/** For a window only. */
export const windows: readonly Row[] = [
  ["row_number", "exact", "", "order by columns that leave no ties: end with `_file, _offset`"],
  ["rank", "exact", ""],
  ["dense_rank", "exact", ""],
  ["percent_rank", "exact", ""],
  ["cume_dist", "exact", ""],
  ["ntile", "exact", "integer", "a literal; no ties"],
  ["lag", "exact", "any", "offset and default may follow; no ties"],
  ["lead", "exact", "any", "offset and default may follow; no ties"],
  ["first_value", "exact", "any", "no ties"],
  ["last_value", "exact", "any", "no ties"],
  ["nth_value", "exact", "any, integer", "no ties"],
];
