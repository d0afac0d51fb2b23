// Checks JSON lines by RFC 8259 and finds the values that a layout reads. It needs no look at a line's end: a line feed is no byte of
// any value, so it stops every loop. Where it has a doubt an address is 0.
import { carriageReturn, colon, doubtful, lineFeed, minus, plus, point, quote, zero } from "./bytes";

const space: u32 = 32;
const tab: u32 = 9;
const comma: u32 = 44;
const openBracket: u32 = 91;
const backslash: u32 = 92;
const closeBracket: u32 = 93;
const openBrace: u32 = 123;
const closeBrace: u32 = 125;
/** Two more than what opens it. */
const closes: u32 = 2;

/** What a column takes, a bit for each kind, as in core/formats/json-lines/kinds.ts. */
const plainString: u32 = 1;
const escapedString: u32 = 2;
const number: u32 = 4;
const boolean: u32 = 8;
const nothing: u32 = 16;
const nested: u32 = 32;
/** Strings are taken as they are written, with their quotes. */
const asWritten: u32 = 256;

/** In a span's end: the string has escapes. */
const escapes: u32 = 0x80000000;
/** Arrays and objects inside one another in a value that is not read. */
const mostLevels: u32 = 63;

/** The number of the line among all that this instance has seen: a key that was met in it before is there twice. */
let line: u32 = 0;
/** The row among those of the call, and in the row group. */
let row: usize = 0;
let groupRow: usize = 0;
/** Values of required columns. */
let values: u32 = 0;

function afterSpace(at: usize): usize {
  let byte = <u32>load<u8>(at);
  while (byte == space || byte == tab || byte == carriageReturn) byte = load<u8>(++at);
  return at;
}

function isHex(byte: u32): bool {
  return byte - zero < 10 || (byte | 32) - 97 < 6;
}

/** Address behind a string's last quote, with `escapes`; `at`: behind its first quote. */
function stringEnd(at: usize): u32 {
  const quotes = i8x16.splat(<i8>quote);
  const backslashes = i8x16.splat(<i8>backslash);
  const spaces = i8x16.splat(<i8>space);
  let escaped: u32 = 0;
  while (true) {
    const bytes = v128.load(at);
    const stops = <u32>(
      i8x16.bitmask(
        v128.or(v128.or(i8x16.eq(bytes, quotes), i8x16.eq(bytes, backslashes)), i8x16.lt_u(bytes, spaces)),
      )
    );
    if (stops == 0) {
      at += 16;
      continue;
    }
    at += <usize>ctz(stops);
    const byte = <u32>load<u8>(at);
    if (byte == quote) return (<u32>(at + 1)) | escaped;
    if (byte != backslash) return 0;
    escaped = escapes;
    const next = <u32>load<u8>(at, 1);
    at += 2;
    if (next == 117) {
      for (let digit = 0; digit < 4; digit++) if (!isHex(load<u8>(at++))) return 0;
    } else if (
      next != quote &&
      next != backslash &&
      next != 47 &&
      next != 98 &&
      next != 102 &&
      next != 110 &&
      next != 114 &&
      next != 116
    )
      return 0;
  }
}

function digitsEnd(at: usize): usize {
  if (<u32>load<u8>(at) - zero > 9) return 0;
  do at++;
  while (<u32>load<u8>(at) - zero < 10);
  return at;
}

function numberEnd(at: usize): usize {
  if (load<u8>(at) == minus) at++;
  at = load<u8>(at) == zero ? at + 1 : digitsEnd(at);
  if (at != 0 && load<u8>(at) == point) at = digitsEnd(at + 1);
  if (at != 0 && ((<u32>load<u8>(at)) | 32) == 101) {
    const sign = <u32>load<u8>(at, 1);
    at = digitsEnd(sign == minus || sign == plus ? at + 2 : at + 1);
  }
  return at;
}

/** Address behind a number, a boolean or null. */
function wordEnd(at: usize): usize {
  const byte = <u32>load<u8>(at);
  // "true", "null" and "alse" as words.
  if (byte == 116) return load<u32>(at) == 0x65757274 ? at + 4 : 0;
  if (byte == 110) return load<u32>(at) == 0x6c6c756e ? at + 4 : 0;
  if (byte == 102) return load<u32>(at, 1) == 0x65736c61 ? at + 5 : 0;
  return numberEnd(at);
}

function afterColon(at: usize): usize {
  if (load<u8>(at) != colon) at = afterSpace(at);
  return load<u8>(at) == colon ? afterSpace(at + 1) : 0;
}

/** Address of the value behind a key, whose first quote is at `at`. */
function afterKey(at: usize): usize {
  if (load<u8>(at) != quote) return 0;
  const end = stringEnd(at + 1) & ~escapes;
  return end == 0 ? 0 : afterColon(end);
}

/** Address behind a value of which nothing is read. */
function skip(at: usize): usize {
  let level: u32 = 0;
  // A bit for each level, the innermost last: 1 for an object.
  let objects: u64 = 0;
  while (true) {
    const byte = <u32>load<u8>(at);
    if (byte == quote) {
      at = stringEnd(at + 1) & ~escapes;
      if (at == 0) return 0;
    } else if (byte == openBrace || byte == openBracket) {
      if (level == mostLevels) return 0;
      level++;
      objects = (objects << 1) | (<u64>(byte == openBrace));
      at = afterSpace(at + 1);
      if (load<u8>(at) != byte + closes) {
        if (byte == openBrace) at = afterKey(at);
        if (at == 0) return 0;
        continue;
      }
      level--;
      objects >>= 1;
      at++;
    } else {
      at = wordEnd(at);
      if (at == 0) return 0;
    }
    // A value ended here.
    while (true) {
      if (level == 0) return at;
      let next = <u32>load<u8>(at);
      if (next <= space) {
        at = afterSpace(at);
        next = load<u8>(at);
      }
      const isObject = (objects & 1) != 0;
      if (next == comma) {
        at = afterSpace(at + 1);
        if (isObject) at = afterKey(at);
        if (at == 0) return 0;
        break;
      }
      if (next != (isObject ? closeBrace : closeBracket)) return 0;
      level--;
      objects >>= 1;
      at++;
    }
  }
}

/** The node of the key from `from` to `to`; 0 if it is not read. `keys`: a table of hashes. */
function nodeOf(keys: usize, from: usize, to: usize): usize {
  const length = <u32>(to - from);
  let first = load<u64>(from);
  if (length < 8) first &= ((<u64>1) << ((<u64>length) << 3)) - 1;
  const mask = load<u32>(keys);
  let slot = (<u32>((first * 0x9e3779b97f4a7c15) >> 32) + length) & mask;
  while (true) {
    const entry = keys + 8 + <usize>slot * 24;
    const own = load<u32>(entry, 8);
    if (own == u32.MAX_VALUE) return 0;
    if (own == length && load<u64>(entry) == first) {
      const rest: usize = load<u32>(entry, 16);
      if (length <= 8 || memory.compare(from + 8, rest + 8, length - 8) == 0) return load<u32>(entry, 12);
    }
    slot = (slot + 1) & mask;
  }
}

/** Stores the span of a value for the columns that read it; false if one of them has a doubt. */
function setSpans(columns: usize, kind: u32, from: usize, to: usize): bool {
  const end = columns + 4 + (load<u32>(columns) << 2);
  for (columns += 4; columns < end; columns += 4) {
    const column: usize = load<u32>(columns);
    const takes = load<u32>(column);
    if ((takes & kind) == 0) return false;
    if (kind == nothing) continue;
    let start = <u32>from;
    let stop = <u32>to;
    if ((kind & (plainString | escapedString)) != 0 && (takes & asWritten) == 0) {
      start++;
      stop--;
      if (kind == escapedString) stop |= escapes;
    }
    const span = <usize>load<u32>(column, 8) + (row << 3);
    store<u32>(span, start);
    store<u32>(span, stop, 4);
    const validity: usize = load<u32>(column, 4);
    if (validity != 0) store<u8>(validity + groupRow, 1);
    values += load<u32>(column, 12);
  }
  return true;
}

/** Address behind a value of which something is read. */
function value(node: usize, at: usize): usize {
  const from = at;
  const byte = <u32>load<u8>(at);
  let kind = number;
  if (byte == quote) {
    const end = stringEnd(at + 1);
    kind = (end & escapes) != 0 ? escapedString : plainString;
    at = end & ~escapes;
  } else if (byte == openBrace) {
    kind = nested;
    const keys: usize = load<u32>(node, 8);
    at = keys != 0 ? object(keys, at) : load<u32>(node, 12) != 0 ? 0 : skip(at);
  } else if (byte == openBracket) {
    kind = nested;
    const places: usize = load<u32>(node, 12);
    at = places != 0 ? array(places, at) : load<u32>(node, 8) != 0 ? 0 : skip(at);
  } else {
    if (byte == 110) kind = nothing;
    else if (byte == 116 || byte == 102) kind = boolean;
    at = wordEnd(at);
  }
  if (at == 0) return 0;
  // Something is read inside it, and it has no inside.
  if ((kind & (nested | nothing)) == 0 && (load<u32>(node, 8) | load<u32>(node, 12)) != 0) return 0;
  const columns: usize = load<u32>(node, 4);
  return columns == 0 || setSpans(columns, kind, from, at) ? at : 0;
}

/** Address behind an object. */
function object(keys: usize, at: usize): usize {
  at = afterSpace(at + 1);
  if (load<u8>(at) == closeBrace) return at + 1;
  while (true) {
    if (load<u8>(at) != quote) return 0;
    const from = at + 1;
    const end = stringEnd(from);
    // A key with escapes may be one that is read.
    if (end == 0 || (end & escapes) != 0) return 0;
    const node = nodeOf(keys, from, end - 1);
    at = afterColon(end);
    if (at == 0) return 0;
    if (node == 0) at = skip(at);
    else {
      if (load<u32>(node) == line) return 0;
      store<u32>(node, line);
      at = value(node, at);
    }
    if (at == 0) return 0;
    let next = <u32>load<u8>(at);
    if (next <= space) {
      at = afterSpace(at);
      next = load<u8>(at);
    }
    if (next == closeBrace) return at + 1;
    if (next != comma) return 0;
    at = afterSpace(at + 1);
  }
}

/** Address behind an array. `places`: how many places are read, and their nodes. */
function array(places: usize, at: usize): usize {
  const count = load<u32>(places);
  at = afterSpace(at + 1);
  if (load<u8>(at) == closeBracket) return at + 1;
  let place: u32 = 0;
  while (true) {
    const node = place < count ? <usize>load<u32>(places + 4 + ((<usize>place) << 2)) : 0;
    at = node != 0 ? value(node, at) : skip(at);
    if (at == 0) return 0;
    let next = <u32>load<u8>(at);
    if (next <= space) {
      at = afterSpace(at);
      next = load<u8>(at);
    }
    if (next == closeBracket) return at + 1;
    if (next != comma) return 0;
    at = afterSpace(at + 1);
    place++;
  }
}

function lineEnd(at: usize): usize {
  const lineFeeds = i8x16.splat(<i8>lineFeed);
  while (true) {
    const found = <u32>i8x16.bitmask(i8x16.eq(v128.load(at), lineFeeds));
    if (found != 0) return at + <usize>ctz(found);
    at += 16;
  }
}

/**
 * Scans lines, the last of which ends with a line feed before `to`, and skips blank ones. Returns how many rows it found, at most
 * `limit`, and writes to `next` where the first line begins that it left.
 *
 * `keys`: those of a line's object. A column has what it takes, its validity in the row group or 0, its spans (two words a row, which must
 * be 0), and 1 if it is required. `required`: how many are. `first`: the row in the group of the first line. `offsets`: of the
 * rows' lines in the file, where the first address is at `base`.
 */
export function scanJsonLines(
  from: usize,
  to: usize,
  limit: u32,
  keys: usize,
  required: u32,
  first: u32,
  base: f64,
  offsets: usize,
  doubts: usize,
  next: usize,
): u32 {
  const shift = <i64>base;
  row = 0;
  groupRow = first;
  while (from < to && row < limit) {
    const at = afterSpace(from);
    if (load<u8>(at) == lineFeed) {
      from = at + 1;
      continue;
    }
    line++;
    values = 0;
    let end: usize = load<u8>(at) == openBrace ? object(keys, at) : 0;
    if (end != 0) end = afterSpace(end);
    const isWhole = end != 0 && load<u8>(end) == lineFeed;
    if (!isWhole || values != required) store<u8>(doubts + row, doubtful);
    if (!isWhole) end = lineEnd(at);
    store<i64>(offsets + (row << 3), shift + <i64>from);
    from = end + 1;
    row++;
    groupRow++;
  }
  store<u32>(next, <u32>from);
  return <u32>row;
}

/**
 * Copies the spans that `scanJsonLines` found to the heap at `heap`, decoded, and stores their addresses and lengths. Returns the heap's
 * new end. A string with half a surrogate pair is doubtful. Writes up to 16 bytes beyond that end.
 */
export function readJsonStrings(
  spans: usize,
  rows: u32,
  starts: usize,
  lengths: usize,
  heap: usize,
  doubts: usize,
): usize {
  for (let each: u32 = 0; each < rows; each++, spans += 8, starts += 4, lengths += 4) {
    const from: usize = load<u32>(spans);
    const end = load<u32>(spans, 4);
    const to: usize = end & ~escapes;
    store<u32>(starts, <u32>heap);
    let length = to - from;
    if ((end & escapes) != 0) {
      const decoded = decode(from, to, heap);
      if (decoded == 0) store<u8>(doubts + each, doubtful);
      length = decoded == 0 ? 0 : decoded - heap;
    } else if (length > 64) memory.copy(heap, from, length);
    else for (let at: usize = 0; at < length; at += 16) v128.store(heap + at, v128.load(from + at));
    store<u32>(lengths, <u32>length);
    heap += length;
  }
  return heap;
}

/** Writes a string with escapes; returns its end, or 0 for half a surrogate pair. */
function decode(from: usize, to: usize, out: usize): usize {
  const backslashes = i8x16.splat(<i8>backslash);
  while (true) {
    const bytes = v128.load(from);
    v128.store(out, bytes);
    const stops = <u32>i8x16.bitmask(i8x16.eq(bytes, backslashes));
    const run = min<usize>(stops == 0 ? 16 : <usize>ctz(stops), to - from);
    from += run;
    out += run;
    if (from == to) return out;
    if (load<u8>(from) != backslash) continue;
    const next = <u32>load<u8>(from, 1);
    from += 2;
    if (next != 117) {
      store<u8>(out++, simple(next));
      continue;
    }
    let code = unit(from);
    from += 4;
    if (code - 0xd800 < 0x800) {
      const isPair = code < 0xdc00 && to - from >= 6 && load<u16>(from) == 0x755c;
      const low = isPair ? unit(from + 2) : 0;
      if (low - 0xdc00 >= 0x400) return 0;
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
      from += 6;
    }
    out = putPoint(out, code);
  }
}

/** What a letter stands for behind a backslash. */
function simple(letter: u32): u8 {
  if (letter == 98) return 8;
  if (letter == 102) return 12;
  if (letter == 110) return 10;
  if (letter == 114) return 13;
  if (letter == 116) return 9;
  return <u8>letter;
}

/** The code unit of four hexadecimal digits. */
function unit(at: usize): u32 {
  let code: u32 = 0;
  for (let digit = 0; digit < 4; digit++) {
    const byte = <u32>load<u8>(at++);
    code = (code << 4) | (byte < 58 ? byte - zero : (byte | 32) - 87);
  }
  return code;
}

/** Writes a code point as UTF-8; returns where it ends. */
function putPoint(out: usize, code: u32): usize {
  if (code < 0x80) {
    store<u8>(out, code);
    return out + 1;
  }
  if (code < 0x800) {
    store<u8>(out, 0xc0 | (code >> 6));
    store<u8>(out, 0x80 | (code & 0x3f), 1);
    return out + 2;
  }
  if (code < 0x10000) {
    store<u8>(out, 0xe0 | (code >> 12));
    store<u8>(out, 0x80 | ((code >> 6) & 0x3f), 1);
    store<u8>(out, 0x80 | (code & 0x3f), 2);
    return out + 3;
  }
  store<u8>(out, 0xf0 | (code >> 18));
  store<u8>(out, 0x80 | ((code >> 12) & 0x3f), 1);
  store<u8>(out, 0x80 | ((code >> 6) & 0x3f), 2);
  store<u8>(out, 0x80 | (code & 0x3f), 3);
  return out + 4;
}
