/**
 * Why a record is in quarantine: stable codes, the same in every converter. Of several faults the first in this
 * order counts; a fault of a column comes after those of the whole record, and the leftmost stage column wins.
 */
export const reasons = {
  encoding:
    "The record is not valid UTF-8. In its raw text alone, a byte that is not UTF-8 is written \\xNN and a backslash \\\\.",
  too_long: "The record is longer than 1 MiB. Its raw text is its first 1 MiB, cut between characters.",
  quoting: "A quote is never closed, or text stands beside a quote; the record ends with the quote's line.",
  carriage_return:
    "A carriage return stands outside quotes, in a file whose lines end with LF or CRLF: it may be the end of a line or a byte of a value.",
  field_count: "The record has more or fewer fields than the file's layout says.",
  header: "The record repeats the file's header, as where files were put together.",
  null: "The text means no value, in a column that must have one.",
  unreadable: "The text is no value of the column's type, or lacks the column's prefix.",
  out_of_range: "The text is a number or date that the column's type cannot hold.",
  hundredfold:
    "A price is about a hundred times those of the days on both sides, or a hundredth: an error of unit, of chart documents only.",
  repeated:
    "Another bar of the same day with other values counts, the later one: of chart documents only, and of days that are over.",
} as const;

/** A code of `reasons`. */
export type Reason = keyof typeof reasons;
