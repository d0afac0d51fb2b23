/**
 * Checks a line by RFC 8259 and finds the values that a layout reads, in one pass over its bytes. It needs no look at the line's end:
 * no value contains a line feed, so it stops every loop.
 */
import { decodeString } from "./strings";
import {
  boolean,
  duplicate,
  escapedString,
  missing,
  nested,
  nothing,
  number,
  plainString,
  unreachable,
} from "./kinds";
import type { LineReason } from "./reasons";
import type { Node } from "./tree";

/** Arrays and objects inside one another. */
export const maxDepth = 1000;

/** The line that was scanned last, with what was found for each slot: its kind (kinds.ts), and where it begins and ends. */
export interface Line {
  /** Position of its line feed. */
  end: number;
  readonly kinds: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** Scans the line that begins at a position, and whose line feed is in the bytes. Returns what is wrong with the line as a whole. */
export interface Scanner {
  readonly line: Line;
  scan(bytes: Buffer, from: number): LineReason | undefined;
}

const lineFeed = 10;
const space = 32;
const quote = 34;
const comma = 44;
const minus = 45;
const point = 46;
const zero = 48;
const nine = 57;
const colon = 58;
const openBracket = 91;
const backslash = 92;
const closeBracket = 93;
const letterF = 102;
const letterN = 110;
const letterT = 116;
const letterU = 117;
const openBrace = 123;
const closeBrace = 125;

/** Bytes that stand for themselves in a string. */
const plain = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= space && byte !== quote && byte !== backslash ? 1 : 0,
);
/** Bytes that may stand behind a backslash, besides `u`. */
const escapes = new Uint8Array(256);
for (const byte of Buffer.from('"\\/bfnrt')) escapes[byte] = 1;
const hexDigits = new Uint8Array(256);
for (const byte of Buffer.from("0123456789abcdefABCDEF")) hexDigits[byte] = 1;
const words = { t: Buffer.from("true"), f: Buffer.from("false"), n: Buffer.from("null") };

/** The kind of a value that is no string, object or array, by its first byte. */
function wordKind(byte: number): number {
  if (byte === letterN) return nothing;
  return byte === letterT || byte === letterF ? boolean : number;
}

/** Makes the scanner of a tree of paths, of as many slots. */
export function makeScanner(root: Node, slots: number): Scanner {
  const kinds = new Uint8Array(slots);
  const starts = new Int32Array(slots);
  const ends = new Int32Array(slots);
  const line: Line = { end: 0, kinds, starts, ends };
  /** 1 for an object, 0 for an array: what `skip` is inside of. */
  const open = new Uint8Array(maxDepth + 1);
  let bytes: Buffer = Buffer.alloc(0);
  let lines = 0;
  let fault: LineReason | undefined;
  let escaped = false;
  let key = Buffer.alloc(64);

  const fail = (reason: LineReason): -1 => {
    fault = reason;
    return -1;
  };
  const broken = (): -1 => fail("json_syntax");

  /** The first position from `at` on that is not white space within a line. */
  function afterSpace(at: number): number {
    const all = bytes;
    let byte = all[at]!;
    while (byte === space || byte === 9 || byte === 13) byte = all[++at]!;
    return at;
  }

  /** Where a string ends, after its quote; `at`: after its first quote. */
  function string(at: number): number {
    const all = bytes;
    escaped = false;
    for (;;) {
      let byte = all[at]!;
      while (plain[byte] === 1) byte = all[++at]!;
      if (byte === quote) return at + 1;
      if (byte !== backslash) return broken();
      escaped = true;
      const next = all[at + 1]!;
      at += 2;
      if (escapes[next] === 1) continue;
      if (next !== letterU) return broken();
      for (let digit = 0; digit < 4; digit++) if (hexDigits[all[at++]!] === 0) return broken();
    }
  }

  function digits(at: number): number {
    const all = bytes;
    let byte = all[at]!;
    if (byte < zero || byte > nine) return broken();
    while (byte >= zero && byte <= nine) byte = all[++at]!;
    return at;
  }

  /** Where a number ends. */
  function numberEnd(at: number): number {
    if (bytes[at] === minus) at++;
    at = bytes[at] === zero ? at + 1 : digits(at);
    if (at > 0 && bytes[at] === point) at = digits(at + 1);
    if (at > 0 && (bytes[at]! | 32) === 101) {
      const sign = bytes[at + 1];
      at = digits(sign === minus || sign === 43 ? at + 2 : at + 1);
    }
    return at;
  }

  function word(at: number, text: Buffer): number {
    for (let letter = 0; letter < text.length; letter++)
      if (bytes[at + letter] !== text[letter]) return broken();
    return at + text.length;
  }

  /** Where a string, a number, a boolean or null ends. */
  function scalar(at: number): number {
    const byte = bytes[at]!;
    if (byte === quote) return string(at + 1);
    if (byte === letterT) return word(at, words.t);
    if (byte === letterF) return word(at, words.f);
    if (byte === letterN) return word(at, words.n);
    return numberEnd(at);
  }

  /** The value behind a key, whose first quote is at `at`. */
  function afterKey(at: number): number {
    if (bytes[at] !== quote) return broken();
    at = string(at + 1);
    return at < 0 ? at : afterColon(at);
  }

  function afterColon(at: number): number {
    if (bytes[at] !== colon) at = afterSpace(at);
    return bytes[at] === colon ? afterSpace(at + 1) : broken();
  }

  /** Where a value ends of which nothing is read. `depth`: arrays and objects that it is inside of. */
  function skip(at: number, depth: number): number {
    let level = 0;
    for (;;) {
      const byte = bytes[at]!;
      if (byte === openBrace || byte === openBracket) {
        if (depth + level >= maxDepth) return fail("json_depth");
        const isObject = byte === openBrace;
        open[++level] = isObject ? 1 : 0;
        at = afterSpace(at + 1);
        if (bytes[at] !== byte + 2) {
          if (isObject) at = afterKey(at);
          if (at < 0) return at;
          continue;
        }
        level--;
        at++;
      } else {
        at = scalar(at);
        if (at < 0) return at;
      }
      // A value ended here.
      for (;;) {
        if (level === 0) return at;
        let next = bytes[at]!;
        if (next <= space) next = bytes[(at = afterSpace(at))]!;
        if (next === comma) {
          at = afterSpace(at + 1);
          if (open[level] === 1) at = afterKey(at);
          if (at < 0) return at;
          break;
        }
        if (next !== (open[level] === 1 ? closeBrace : closeBracket)) return broken();
        level--;
        at++;
      }
    }
  }

  function mark(of: readonly number[], kind: number) {
    for (let each = 0; each < of.length; each++) kinds[of[each]!] = kind;
  }

  /** Where a value ends of which something is read. */
  function value(node: Node, start: number, depth: number): number {
    const byte = bytes[start]!;
    if (byte === openBrace || byte === openBracket) {
      const end = container(node, start, depth);
      if (end >= 0) setSpans(node.slots, nested, start, end);
      return end;
    }
    const end = scalar(start);
    if (end < 0) return end;
    if (byte === quote) setSpans(node.slots, escaped ? escapedString : plainString, start + 1, end - 1);
    else setSpans(node.slots, wordKind(byte), start, end);
    if (byte !== letterN) mark(node.inside, unreachable);
    return end;
  }

  /** Where an object or an array ends of which something is read. */
  function container(node: Node, at: number, depth: number): number {
    if (bytes[at] === openBrace) {
      if (node.keys) return object(node, at, depth);
    } else if (node.places) return array(node.places, at, depth);
    mark(node.inside, unreachable);
    return skip(at, depth);
  }

  function setSpans(of: readonly number[], kind: number, start: number, end: number) {
    for (let each = 0; each < of.length; each++) {
      const slot = of[each]!;
      kinds[slot] = kind;
      starts[slot] = start;
      ends[slot] = end;
    }
  }

  /** The node of the key `all[from .. to]`. */
  function find(keys: Node["keys"], all: Buffer, from: number, to: number): Node | undefined {
    const sameLength = keys![to - from];
    if (sameLength === undefined) return undefined;
    for (let each = 0; each < sameLength.length; each++) {
      const node = sameLength[each]!;
      const text = node.key;
      let at = 0;
      while (at < text.length && text[at] === all[from + at]) at++;
      if (at === text.length) return node;
    }
    return undefined;
  }

  /** The node of a key with escapes. */
  function findEscaped(keys: Node["keys"], from: number, to: number): Node | undefined {
    if (key.length < to - from) key = Buffer.alloc(2 * (to - from));
    const length = decodeString(bytes, from, to, key);
    return length < 0 ? undefined : find(keys, key, 0, length);
  }

  function object(node: Node, at: number, depth: number): number {
    if (depth >= maxDepth) return fail("json_depth");
    const { keys } = node;
    at = afterSpace(at + 1);
    if (bytes[at] === closeBrace) return at + 1;
    for (;;) {
      if (bytes[at] !== quote) return broken();
      const from = at + 1;
      at = string(from);
      if (at < 0) return at;
      const child = escaped ? findEscaped(keys, from, at - 1) : find(keys, bytes, from, at - 1);
      at = afterColon(at);
      if (at < 0) return at;
      if (child === undefined) at = skip(at, depth + 1);
      else if (child.line === lines) {
        at = skip(at, depth + 1);
        mark(child.slots, duplicate);
        mark(child.inside, duplicate);
      } else {
        child.line = lines;
        at = value(child, at, depth + 1);
      }
      if (at < 0) return at;
      let next = bytes[at]!;
      if (next <= space) next = bytes[(at = afterSpace(at))]!;
      if (next === closeBrace) return at + 1;
      if (next !== comma) return broken();
      at = afterSpace(at + 1);
    }
  }

  function array(places: readonly (Node | undefined)[], at: number, depth: number): number {
    if (depth >= maxDepth) return fail("json_depth");
    at = afterSpace(at + 1);
    if (bytes[at] === closeBracket) return at + 1;
    for (let place = 0; ; place++) {
      const child = place < places.length ? places[place] : undefined;
      at = child === undefined ? skip(at, depth + 1) : value(child, at, depth + 1);
      if (at < 0) return at;
      let next = bytes[at]!;
      if (next <= space) next = bytes[(at = afterSpace(at))]!;
      if (next === closeBracket) return at + 1;
      if (next !== comma) return broken();
      at = afterSpace(at + 1);
    }
  }

  return {
    line,
    scan(all, from) {
      bytes = all;
      lines++;
      fault = undefined;
      kinds.fill(missing);
      const start = afterSpace(from);
      const isObject = all[start] === openBrace;
      let at = isObject ? object(root, start, 0) : skip(start, 0);
      if (at >= 0) at = afterSpace(at);
      if (at >= 0 && all[at] === lineFeed) {
        line.end = at;
        return isObject ? undefined : "json_type";
      }
      line.end = all.indexOf(lineFeed, at < 0 ? from : at);
      return fault ?? "json_syntax";
    },
  };
}
