import type { ScanOptions } from "../../../handlers/csv/scanner";
import type { ScannedRecord } from "./scan-all";

/** The scanner's rules written down for a whole text at once, slowly and without any state. */
export function referenceScan(text: string, options: ScanOptions): ScannedRecord[] {
  const limit = options.limit ?? 1024 * 1024;
  const records: ScannedRecord[] = [];
  let start = text.startsWith("\xef\xbb\xbf") ? 3 : 0;
  while (start < text.length) {
    const { lineFrom, unclosed } =
      options.quoting === "none" ? { lineFrom: start, unclosed: false } : walk(text, start, limit, options);
    let textEnd = lineFrom;
    while (textEnd < text.length && !"\r\n".includes(text[textEnd]!)) textEnd++;
    const end =
      textEnd === text.length ? textEnd : text.startsWith("\r\n", textEnd) ? textEnd + 2 : textEnd + 1;
    const tooLong = textEnd - start > limit;
    const kept = text.slice(start, Math.min(textEnd, start + limit));
    if (textEnd > start || options.blankLines === "record")
      records.push({ start, textEnd, end, text: kept, unclosed: unclosed && !tooLong, tooLong });
    start = end;
  }
  return records;
}

/** From where the end of line counts that ends the record. */
function walk(text: string, start: number, limit: number, options: ScanOptions) {
  const delimiter = String.fromCharCode(options.delimiter);
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
      if (!found || (after !== undefined && ![delimiter, "\r", "\n"].includes(after)))
        return { lineFrom: at, unclosed: true };
      at = closing + 1;
    }
    while (at < text.length && text[at] !== delimiter && !"\r\n".includes(text[at]!)) {
      if (text[at] === '"') return { lineFrom: at, unclosed: true };
      at++;
    }
    if (text[at] !== delimiter) return { lineFrom: at, unclosed: false };
    at++;
  }
}
