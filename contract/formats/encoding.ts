/** The word `encoding` of layouts of text. */
import type { Report } from "../check/fault";

/** Labels of UTF-32, which the standard leaves out. */
const utf32 = /^(utf[-_]?32([-_]?[lb]e)?|ucs-?4|iso-10646-ucs-4)$/i;

/** The name of an encoding by a label of the WHATWG Encoding Standard; undefined if there is none. */
export function encodingName(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

/** Reports a label that the converter cannot read. */
export function encodingFault(label: string | undefined, path: string, report: Report): void {
  if (label === undefined || encodingName(label) !== undefined) return;
  report(
    `${path}.encoding`,
    utf32.test(label)
      ? `"${label}" is not supported: no file of UTF-32 can be read; save the files as UTF-8 and leave "encoding" out`
      : `"${label}" is not an encoding that can be read; ${advice(label)}`,
  );
}

function advice(label: string): string {
  // As other programs write it: latin-1, windows1252.
  const near = [label.replaceAll(/[-_ ]/g, ""), label.replace(/^(windows|win|cp)[-_ ]?/i, "windows-")];
  const found = near.find((each) => encodingName(each) !== undefined);
  return found === undefined
    ? 'give a label of the WHATWG Encoding Standard, such as "windows-1252", "shift_jis" or "utf-16le"'
    : `write "${found}"`;
}
