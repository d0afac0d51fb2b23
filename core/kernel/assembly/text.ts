// Reads booleans and strings.
import { doubtful, quote } from "./bytes";

/** Reads the spans that `locate` found as booleans of a byte: true and false in any case. */
export function readBooleans(spans: usize, rows: u32, out: usize, doubts: usize): void {
  for (let row: u32 = 0; row < rows; row++, spans += 8, out++) {
    const from: usize = load<u32>(spans);
    let value: u8 = 0;
    if (from != 0) {
      const length = load<u32>(spans, 4) - <u32>from;
      const letters = load<u32>(from) | 0x20202020;
      if (length == 4 && letters == 0x65757274) value = 1;
      else if (length != 5 || letters != 0x736c6166 || ((<u32>load<u8>(from, 4)) | 32) != 101)
        store<u8>(doubts + row, doubtful);
    }
    store<u8>(out, value);
  }
}

/**
 * Copies the spans that `locate` found to the heap at `heap`, and stores their addresses and lengths. Returns the heap's new end. A
 * doubled quote becomes one. Writes up to 16 bytes beyond that end.
 */
export function readStrings(
  spans: usize,
  rows: u32,
  starts: usize,
  lengths: usize,
  heap: usize,
  quoted: u32,
): usize {
  const quotes = i8x16.splat(<i8>quote);
  for (let row: u32 = 0; row < rows; row++, spans += 8, starts += 4, lengths += 4) {
    const from: usize = load<u32>(spans);
    const to: usize = load<u32>(spans, 4);
    store<u32>(starts, <u32>heap);
    let seen = i8x16.splat(0);
    for (let at = from, out = heap; at < to; at += 16, out += 16) {
      const bytes = v128.load(at);
      v128.store(out, bytes);
      // Bytes behind the end may have a quote: the slow copy finds none.
      seen = v128.or(seen, i8x16.eq(bytes, quotes));
    }
    let length = to - from;
    if (quoted && v128.any_true(seen)) length = unescape(from, to, heap);
    store<u32>(lengths, <u32>length);
    heap += length;
  }
  return heap;
}

function unescape(from: usize, to: usize, out: usize): usize {
  const first = out;
  for (; from < to; from++, out++) {
    const byte = load<u8>(from);
    store<u8>(out, byte);
    if (byte == quote) from++;
  }
  return out - first;
}
