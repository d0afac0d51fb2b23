/** The words of a layout about the lines of a file, for every format that is made of lines. */
import type { Report } from "../check/fault";
import { encodingFault } from "./encoding";

/** Which lines of a file hold records, and how its bytes are text. */
export interface Lines {
  /**
   * Encoding of the files: a label of the WHATWG Encoding Standard (`windows-1252`, `shift_jis`, `utf-16le`). A byte order mark in a
   * file wins. The layout is chosen by `files` alone: no other layout may match the same path.
   * @default UTF-8, or UTF-16 if the file has a byte order mark of it
   */
  readonly encoding?: string;
  /** Lines that begin with it, outside quotes, are left out. @default no line is a comment */
  readonly comment?: string;
  /** Lines to leave out at the beginning of a file. @default 0 */
  readonly skip?: number;
  /**
   * Lines to leave out at the end of a file: how many, empty ones and comments not counted; or a regular expression, and the first
   * record that matches it and everything after it are left out. @default 0
   */
  readonly footer?: number | string;
}

/** Their shapes. */
export const linesShape = {
  encoding: "text",
  comment: "text",
  skip: "number",
  footer: "scalar",
} as const;

/** Greatest number of lines at the end of a file that the reader looks back over. */
const mostFooter = 1000;
const mostSkipped = 10_000;

/** Reports what is wrong with them. `skip`: only if it is a number. */
export function linesFaults(
  { encoding, comment, skip, footer }: Omit<Lines, "skip"> & { readonly skip?: number | string },
  path: string,
  report: Report,
): void {
  encodingFault(encoding, path, report);
  if (comment !== undefined && !/^[^\s"][^\r\n]*$/.test(comment))
    report(
      `${path}.comment`,
      `${JSON.stringify(comment)} cannot begin a comment; give one or more characters, such as "#" or "//"`,
    );
  if (typeof skip === "number" && !(Number.isInteger(skip) && skip >= 1 && skip <= mostSkipped))
    report(`${path}.skip`, `${skip} is not a number of lines; give a whole number from 1 to ${mostSkipped}`);
  if (footer === undefined) return;
  if (typeof footer === "string") {
    if (footer === "")
      report(`${path}.footer`, 'is empty and would match the first record; give a pattern such as "^Total"');
    try {
      new RegExp(footer);
    } catch (error) {
      report(
        `${path}.footer`,
        `is not a regular expression: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  } else if (!(Number.isInteger(footer) && footer >= 1 && footer <= mostFooter))
    report(
      `${path}.footer`,
      `${String(footer)} is not a number of lines; give a whole number from 1 to ${mostFooter}, or a pattern such as "^Total"`,
    );
}

/** The sentence for the records that a footer left out. */
export const linesLeftOut = ({ footer = 0 }: Readonly<Record<string, number>>): readonly string[] =>
  footer > 0
    ? [`Left out as a footer: ${footer.toLocaleString("en-US")} record${footer === 1 ? "" : "s"}.`]
    : [];

const lines = (count: number, what: string) => `the ${what} ${count === 1 ? "line" : `${count} lines`}`;

/** How the data set's page describes them, part by part. */
export function linesInWords({
  encoding,
  comment,
  skip,
  footer,
}: Omit<Lines, "skip"> & { readonly skip?: number | string }): string[] {
  return [
    ...(encoding === undefined ? [] : [`encoded as ${encoding}`]),
    ...(typeof skip === "number" ? [`without ${lines(skip, "first")}`] : []),
    ...(comment === undefined ? [] : [`without lines that begin with \`${comment}\``]),
    ...(typeof footer === "number" ? [`without ${lines(footer, "last")}`] : []),
    ...(typeof footer === "string" ? [`up to the record that matches \`${footer}\``] : []),
  ];
}
