/** Converts East Asian encodings, of up to four bytes per character, to UTF-8. */
import { extendedHangul } from "./extended-hangul";
import { hongKongSupplement } from "./hong-kong";
import type { Transcoder } from "./transcoder";
import { packed, put, putUndecodable, undecodable, type Out } from "./packed";
import { singleBytes } from "./single-byte";

const within = (byte: number, low: number, high: number) => byte >= low && byte <= high;

/**
 * How many bytes the character of a lead byte has, by the WHATWG Encoding Standard. `second` is undefined if the byte has not come.
 */
type Width = (lead: number, second: number | undefined) => number;

const pairs: Width = (lead) => (within(lead, 0x81, 0xfe) ? 2 : 1);
const gb18030: Width = (lead, second) => {
  if (!within(lead, 0x81, 0xfe)) return 1;
  return second !== undefined && within(second, 0x30, 0x39) ? 4 : 2;
};
const widths: Readonly<Record<string, Width>> = {
  big5: pairs,
  "euc-kr": pairs,
  gbk: gb18030,
  gb18030,
  shift_jis: (lead) => (within(lead, 0x81, 0x9f) || within(lead, 0xe0, 0xfc) ? 2 : 1),
  "euc-jp": (lead) => (lead === 0x8f ? 3 : lead === 0x8e || within(lead, 0xa1, 0xfe) ? 2 : 1),
};

/** Names of the encodings that this file converts. */
export const multiByteNames: readonly string[] = [...Object.keys(widths), "iso-2022-jp"];

/** Makes a transcoder. A byte without a character becomes 0xFF and itself. */
export function makeMultiByte(encoding: string): Transcoder {
  const next = encoding === "iso-2022-jp" ? makeJis() : makeNext(encoding);
  let held: Buffer = Buffer.alloc(0);
  const convert = (bytes: Buffer, final: boolean): Buffer => {
    const out: Out = { bytes: Buffer.allocUnsafe(3 * bytes.length), size: 0 };
    let at = 0;
    while (at < bytes.length) {
      const taken = next(bytes, at, out, final);
      if (taken === 0) break;
      at += taken;
    }
    // Copied: the chunk belongs to the caller again.
    held = Buffer.from(bytes.subarray(at));
    return out.bytes.subarray(0, out.size);
  };
  return {
    encoding,
    feed: (chunk) => convert(held.length > 0 ? Buffer.concat([held, chunk]) : chunk, false),
    finish: () => convert(held, true),
  };
}

/** Converts the character at `at` and returns how many bytes it took; 0 if it needs bytes that have not come. */
type Next = (bytes: Buffer, at: number, out: Out, final: boolean) => number;

function makeNext(encoding: string): Next {
  const width = widths[encoding]!;
  const singles = singleBytes(encoding);
  // Node passes these through as control characters.
  if (["big5", "euc-jp", "euc-kr"].includes(encoding)) singles.fill(undecodable, 0x80);
  const lookUp = lookUpOf(encoding);
  return (bytes, at, out, final) => {
    const lead = bytes[at]!;
    const wide = width(lead, bytes[at + 1]);
    if (wide === 1) {
      if (singles[lead] === undecodable) putUndecodable(out, lead);
      else put(out, singles[lead]!);
      return 1;
    }
    const whole = at + wide <= bytes.length;
    if (!whole && !final) return 0;
    const character = whole ? lookUp(bytes, at, wide) : undecodable;
    if (character !== undecodable) {
      put(out, character);
      return wide;
    }
    putUndecodable(out, lead);
    // An ASCII byte is read again for itself: it may end the field.
    let taken = 1;
    for (; taken < wide && at + taken < bytes.length && bytes[at + taken]! >= 0x80; taken++)
      putUndecodable(out, bytes[at + taken]!);
    return taken;
  };
}

/** Finds the character of `width` bytes at `at`. */
type LookUp = (bytes: Buffer, at: number, width: number) => number;

/** Characters of more than two bytes that a process keeps: gb18030 has a million. */
const mostKept = 65_536;

/** Those of this process, because it costs milliseconds to make one. */
const lookUps = new Map<string, LookUp>();

function lookUpOf(encoding: string): LookUp {
  const found = lookUps.get(encoding) ?? makeLookUp(encoding);
  lookUps.set(encoding, found);
  return found;
}

/** Looks characters up in Node's decoder, each once. */
function makeLookUp(encoding: string): LookUp {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  // 0: not looked up yet. No encoding has U+0000 in two bytes.
  const two = new Uint32Array(0x10000);
  const more = new Map<number, number>();
  if (encoding === "euc-kr") for (const [pair, text] of extendedHangul(decoder)) two[pair] = packed(text);
  if (encoding === "big5") for (const [pair, text] of hongKongSupplement()) two[pair] = packed(text);
  const decode = (bytes: Buffer, at: number, width: number): number => {
    try {
      const text = decoder.decode(bytes.subarray(at, at + width));
      return isBeyond(encoding, bytes[at]!, text) ? undecodable : packed(text);
    } catch {
      return undecodable;
    }
  };
  return (bytes, at, width) => {
    if (width === 2) {
      const pair = bytes.readUInt16BE(at);
      return (two[pair] ||= decode(bytes, at, 2));
    }
    const sequence = bytes.readUIntBE(at, width);
    const found = more.get(sequence) ?? decode(bytes, at, width);
    if (more.size < mostKept) more.set(sequence, found);
    return found;
  };
}

/** True for what Node decodes and the standard leaves out: mostly characters for private use. */
function isBeyond(encoding: string, lead: number, text: string): boolean {
  if (encoding === "euc-jp") return lead === 0x8e && !/[\uff61-\uff9f]/.test(text);
  const all = encoding === "big5" || encoding === "euc-kr";
  return (all || (encoding === "shift_jis" && lead > 0xf9)) && /[\ue000-\uf8ff]/.test(text);
}

const escape = 0x1b;
/** Escape sequences of ISO-2022-JP, without the escape. */
const sets: Readonly<Record<string, "ascii" | "roman" | "katakana" | "kanji">> = {
  "(B": "ascii",
  "(J": "roman",
  "(I": "katakana",
  "$@": "kanji",
  $B: "kanji",
};

/** ISO-2022-JP switches between sets of characters by escape sequences; its kanji are those of EUC-JP without the high bits. */
function makeJis(): Next {
  const kanji = lookUpOf("euc-jp");
  const pair = Buffer.alloc(2);
  let set: (typeof sets)[string] = "ascii";
  const single = (byte: number): number => {
    if (byte >= 0x80 || byte === 0x0e || byte === 0x0f) return undecodable;
    if (set === "katakana")
      return within(byte, 0x21, 0x5f)
        ? packed(String.fromCharCode(0xff40 + byte))
        : byte < 0x21
          ? byte
          : undecodable;
    if (set === "roman" && byte === 0x5c) return packed("¥");
    return set === "roman" && byte === 0x7e ? packed("‾") : byte;
  };
  return (bytes, at, out, final) => {
    const byte = bytes[at]!;
    if (byte === escape) {
      if (at + 3 > bytes.length && !final) return 0;
      const to = sets[bytes.toString("latin1", at + 1, at + 3)];
      if (to !== undefined) {
        set = to;
        return 3;
      }
    }
    if (set === "kanji" && within(byte, 0x21, 0x7e)) {
      if (at + 1 === bytes.length && !final) return 0;
      const second = bytes[at + 1] ?? 0;
      pair[0] = byte | 0x80;
      pair[1] = second | 0x80;
      const character = within(second, 0x21, 0x7e) ? kanji(pair, 0, 2) : undecodable;
      if (character !== undecodable) {
        put(out, character);
        return 2;
      }
      out.bytes[out.size++] = undecodable;
      out.bytes[out.size++] = byte;
      return 1;
    }
    const character = single(byte);
    if (character === undecodable || byte === escape) {
      out.bytes[out.size++] = undecodable;
      out.bytes[out.size++] = byte;
    } else put(out, character);
    return 1;
  };
}
