/** Guesses the encoding of a text that is not UTF-8. */

/** An encoding by its WHATWG label, and how sure it is. */
export interface Guess {
  readonly encoding: string;
  readonly unsure: string;
}

interface Candidate {
  readonly encoding: string;
  /** Characters that texts of the encoding mostly have. */
  readonly usual: RegExp;
}

const multibyte: readonly Candidate[] = [
  { encoding: "shift_jis", usual: /[\u3040-\u30ff\u4e00-\u9fff\uff00-\uffef\u3000-\u303f]/gu },
  { encoding: "euc-jp", usual: /[\u3040-\u30ff\u4e00-\u9fff\u3000-\u303f]/gu },
  { encoding: "euc-kr", usual: /[\uac00-\ud7a3]/gu },
  { encoding: "gb18030", usual: /[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef]/gu },
];

/** Characters that tell a script. */
const fewest = 4;

/** The encoding of bytes that are neither UTF-8 nor marked. */
export function guessEncoding(bytes: Buffer): Guess {
  const encoding = guess(bytes);
  return {
    encoding,
    unsure: `The file is not UTF-8. It is read as ${encoding}: check a value with letters beyond ASCII${exampleOf(bytes, encoding)}.`,
  };
}

function guess(bytes: Buffer): string {
  // Letters of other scripts stand side by side; accents of Latin ones among ASCII.
  let [high, beside] = [0, 0];
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at]! < 0x80) continue;
    high++;
    if (bytes[at + 1]! >= 0x80 || bytes[at - 1]! >= 0x80) beside++;
  }
  if (beside < high * 0.6) return "windows-1252";
  for (const { encoding, usual } of multibyte) {
    const text = decoded(bytes, encoding);
    const others = text?.replace(/[\0-\x7f]/g, "") ?? "";
    if (others.length >= fewest && (others.match(usual) ?? []).length > others.length * 0.95) return encoding;
  }
  const cyrillic = new TextDecoder("windows-1251").decode(bytes).match(/[а-яё]{3,}/giu) ?? [];
  return cyrillic.join("").length > high * 0.7 ? "windows-1251" : "windows-1252";
}

/** The text, cut where the bytes end within a character; undefined if the bytes are not of the encoding. */
function decoded(bytes: Buffer, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}

function exampleOf(bytes: Buffer, encoding: string): string {
  const [word] = /[^\s,;"'|]*[^\0-\x7f][^\s,;"'|]*/u.exec(new TextDecoder(encoding).decode(bytes)) ?? [];
  return word === undefined ? "" : `, such as ${JSON.stringify(word.slice(0, 40))}`;
}
