/** Operators, and functions of any type. */
import type { Row } from "./row";

/** By their signs, as the parser names them. */
export const operators: readonly Row[] = [
  [
    "+",
    "exact",
    "any, any?",
    "numbers, or a date and an integer (days); a decimal result must fit 38 digits",
  ],
  ["-", "exact", "any, any?", "numbers, or a date less an integer (days); between dates use `datediff`"],
  ["*", "exact", "number, number", "a decimal result must fit 38 digits"],
  [
    "/",
    "exact",
    "number, number",
    "a double; with a decimal the other must be a double; write `x / nullif(y, 0)`",
  ],
  ["%", "exact", "real, real", "sign of the dividend; write `x % nullif(y, 0)`"],
  ["||", "exact", "text, text", "null if one of the two is"],
  ["~~", "exact", "text, text", "`like`; the pattern a literal without backslash"],
  ["!~~", "exact", "text, text", "`not like`; the pattern a literal without backslash"],
];

/** In the order of docs/sql.md. */
export const general: readonly Row[] = [
  ["greatest", "exact", "any, any, any?, any?, any?", "of those that are not null; of one type"],
  ["least", "exact", "any, any, any?, any?, any?", "of those that are not null; of one type"],
  ["nullif", "exact", "any, any", "of one type"],
];
