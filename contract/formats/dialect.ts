/** The words of a layout about how delimited fields are written. */
import type { Report } from "../check/fault";
import type { CsvFiles } from "./csv";

type Words = Pick<CsvFiles, "delimiter" | "quoting" | "quote" | "escape" | "trim" | "comment">;

const shown = (text: string) => JSON.stringify(text);
const isAscii = (text: string) => [...text].every((character) => character.charCodeAt(0) < 0x80);
const endsLines = (text: string) => /[\r\n]/.test(text);

/** The character that quotes fields; undefined if none does. */
export const quoteOf = ({ quoting, quote = '"' }: Pick<Words, "quoting" | "quote">): string | undefined =>
  quoting === "none" ? undefined : quote;

/** Reports words that cannot be meant, or that contradict each other. */
export function dialectFaults(layout: Words, path: string, report: Report): void {
  delimiterFault(layout, path, report);
  const { delimiter, quoting, quote = '"', escape, comment } = layout;
  const delimiters = typeof delimiter === "string" ? delimiter : delimiter.runsOf;
  const needsQuotes = (word: string) =>
    report(`${path}.${word}`, 'has no effect with quoting: "none"; leave it out, or say quoting: "rfc4180"');
  if (layout.quote !== undefined) {
    if (quoting === "none") needsQuotes("quote");
    else if (quote.length !== 1 || !isAscii(quote) || /\s/.test(quote))
      report(`${path}.quote`, `${shown(quote)} is not one ASCII character other than a blank, such as "'"`);
    else if (delimiters.includes(quote))
      report(`${path}.quote`, `${shown(quote)} is also in the delimiter, so it cannot quote fields`);
  }
  if (escape !== undefined) {
    if (quoting === "none") needsQuotes("escape");
    else if (escape.length !== 1 || !isAscii(escape) || /\s/.test(escape))
      report(
        `${path}.escape`,
        `${shown(escape)} is not one ASCII character other than a blank, such as "\\\\"`,
      );
    else if (escape === quote)
      report(
        `${path}.escape`,
        "is the quote itself; leave it out, because a quote inside quotes is doubled then",
      );
    else if (delimiters.includes(escape))
      report(`${path}.escape`, `${shown(escape)} is also in the delimiter`);
  }
  if (comment !== undefined) commentFault(comment, delimiter, `${path}.comment`, report);
  if (comment !== undefined && quoteOf(layout) !== undefined && comment.startsWith(quote))
    report(
      `${path}.comment`,
      `${shown(comment)} begins with the quote, so a quoted field would be a comment`,
    );
}

/** Reports a comment that a record may begin with, or that no line can begin with. */
function commentFault(comment: string, delimiter: Words["delimiter"], path: string, report: Report): void {
  if (typeof delimiter === "string" && delimiter !== "" && comment.startsWith(delimiter))
    report(
      path,
      `${shown(comment)} begins with the delimiter, so a record whose first field is empty would be a comment`,
    );
  if (typeof delimiter !== "string" && delimiter.runsOf.includes(comment.charAt(0)))
    report(
      path,
      `${shown(comment)} begins with a character of delimiter.runsOf, which is left out at the beginning of a line; take it out of one of the two`,
    );
}

function delimiterFault({ delimiter, quoting, quote, trim }: Words, path: string, report: Report): void {
  const say = (message: string) => report(`${path}.delimiter`, message);
  const characters = typeof delimiter === "string" ? delimiter : delimiter.runsOf;
  if (characters === "") return say('is empty; give one or more characters, such as "," or "\\t"');
  if (endsLines(characters) || characters.includes("\0"))
    return say(`${shown(characters)} cannot be a delimiter: it ends lines`);
  if (typeof delimiter !== "string" && !isAscii(characters))
    return report(`${path}.delimiter.runsOf`, `${shown(characters)} has characters beyond ASCII`);
  // A quote of the contract's own is reported with the quote.
  if (quoting === "rfc4180" && quote === undefined && characters.includes('"'))
    return say(`${shown(characters)} cannot be a delimiter: it quotes fields`);
  if (trim && typeof delimiter !== "string")
    return report(
      `${path}.trim`,
      "has no effect on runs; add the blanks to delimiter.runsOf, and leave trim out",
    );
  if (trim && typeof delimiter === "string" && /^ | $|^\t.|.\t$/.test(delimiter))
    say(
      delimiter === " "
        ? 'is the blank that "trim" leaves out; use delimiter: { runsOf: " " } without trim'
        : `${shown(delimiter)} begins or ends with a blank, which "trim" leaves out; write it without the blank`,
    );
}

const named: Readonly<Record<string, string>> = { "\t": "tabs", " ": "spaces" };

/** How the data set's page describes them, part by part. */
export function dialectInWords({ delimiter, quoting, quote, escape, trim }: Words): string[] {
  const between =
    typeof delimiter === "string"
      ? (named[delimiter] ?? `\`${delimiter}\``)
      : `runs of ${[...delimiter.runsOf].map((each) => named[each] ?? `\`${each}\``).join(" or ")}`;
  const quotes = [
    ...(quote === undefined || quote === '"' ? [] : [`\`${quote}\` as the quote`]),
    ...(escape === undefined ? [] : [`\`${escape}\` before a quote inside quotes`]),
  ];
  return [
    `fields separated by ${between}`,
    quoting === "none"
      ? "no quoting"
      : `quoting as in RFC 4180${quotes.length > 0 ? ` with ${quotes.join(" and ")}` : ""}`,
    ...(trim ? ["without blanks around a field"] : []),
  ];
}
