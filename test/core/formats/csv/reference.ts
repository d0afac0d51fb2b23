import type { ScanOptions } from "../../../../core/formats/csv/scanner";
import type { ScannedRecord } from "./scan-all";

/** The scanner's rules written down for a whole text at once, slowly and without any state. */
export function referenceScan(text: string, options: ScanOptions): ScannedRecord[] {
  const limit = options.limit ?? 1024 * 1024;
  const records: ScannedRecord[] = [];
  const mark = "\xef\xbb\xbf";
  const marks = options.lineEnd !== undefined;
  const isEnd = lineEnds(text, options);
  let start = text.startsWith(mark) ? 3 : 0;
  while (start < text.length) {
    if (marks && text.startsWith(mark, start)) {
      start += 3;
      continue;
    }
    const { lineFrom, unclosed } =
      options.quoting === "none" ? { lineFrom: start, unclosed: false } : walk(text, start, limit, options);
    let textEnd = lineFrom;
    while (textEnd < text.length && !isEnd(textEnd)) textEnd++;
    const end =
      textEnd === text.length ? textEnd : text.startsWith("\r\n", textEnd) ? textEnd + 2 : textEnd + 1;
    const tooLong = textEnd - start > limit;
    const kept = text.slice(start, Math.min(textEnd, start + limit));
    if (textEnd > start || options.blankLines === "record")
      records.push({
        start,
        textEnd,
        end,
        text: kept,
        unclosed: unclosed && !tooLong,
        tooLong,
        bareCr: !tooLong && !unclosed && hasBareCr(text.slice(start, textEnd), options),
      });
    start = end;
  }
  return records;
}

/** Says whether a line ends at a place. */
function lineEnds(text: string, { lineEnd }: ScanOptions): (at: number) => boolean {
  if (lineEnd === undefined || lineEnd === "cr") return (at) => "\r\n".includes(text[at]!);
  return (at) =>
    text[at] === "\n" || (text[at] === "\r" && (at + 1 === text.length || text[at + 1] === "\n"));
}

/** Whether a CR stands in a record of whole quoting, outside its quotes. */
function hasBareCr(record: string, { lineEnd, quoting }: ScanOptions): boolean {
  if (lineEnd === undefined || lineEnd === "cr") return false;
  const outside = quoting === "none" ? record : record.replaceAll(/"[^"]*"/g, "");
  return outside.includes("\r");
}

/** From where the end of line counts that ends the record. */
function walk(text: string, start: number, limit: number, options: ScanOptions) {
  const delimiter = String.fromCharCode(options.delimiter);
  const isEnd = lineEnds(text, options);
  let at = start;
  for (;;) {
    if (text[at] === '"') {
      let closing = at + 1;
      while (closing < start + limit && closing < text.length) {
        if (text[closing] !== '"') closing++;
        else if (text[closing + 1] === '"') closing += 2;
        else break;
      }
      const found = closing < start + limit && closing < text.length;
      const after = text[closing + 1];
      if (!found || (after !== undefined && after !== delimiter && !isEnd(closing + 1)))
        return { lineFrom: at, unclosed: true };
      at = closing + 1;
    }
    while (at < text.length && text[at] !== delimiter && !isEnd(at)) {
      if (text[at] === '"') return { lineFrom: at, unclosed: true };
      at++;
    }
    if (text[at] !== delimiter) return { lineFrom: at, unclosed: false };
    at++;
  }
}
