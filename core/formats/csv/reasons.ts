import type { ValueReason } from "../values/reasons";

/** Why a CSV record is in quarantine. If it has several faults, the first in this order counts; faults of values come last. */
export const recordReasons = {
  encoding:
    "The record is not valid UTF-8, or not in the layout's encoding. In its raw text alone, a byte that is not UTF-8 is written \\xNN and a backslash \\\\.",
  too_long: "The record is longer than 1 MiB. Its raw text is its first 1 MiB, cut between characters.",
  quoting: "A quote is never closed, or text stands beside a quote; the record ends with the quote's line.",
  carriage_return:
    "A carriage return stands outside quotes, in a file whose lines end with LF or CRLF: it may be the end of a line or a byte of a value.",
  field_count: "The record has more or fewer fields than the file's layout says.",
  header: "The record repeats the file's header, as where files were put together.",
} as const;

/** A code for a record or a value. */
export type Reason = keyof typeof recordReasons | ValueReason;
