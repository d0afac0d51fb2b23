// Finds the separators of fields and records, 64 bytes at a time.
import { carriageReturn, lineFeed, quote } from "./bytes";

function mask(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    (<u64>(<u32>i8x16.bitmask(a))) |
    ((<u64>(<u32>i8x16.bitmask(b))) << 16) |
    ((<u64>(<u32>i8x16.bitmask(c))) << 32) |
    ((<u64>(<u32>i8x16.bitmask(d))) << 48)
  );
}

/** For each bit, the parity of the bits up to it. */
function parity(bits: u64): u64 {
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  return bits ^ (bits << 32);
}

/**
 * Stores the addresses of the delimiters and line feeds outside quotes, and of the carriage returns outside quotes that no line feed
 * follows. Returns how many. `from`: where a record starts. `quotes`: 0 if a quote is an ordinary byte.
 *
 * Writes three words to `found`: the address of the first quote that neither begins nor ends a field, nor is doubled, or 0 (the scan
 * ends there); whether any byte may be 0x80 or above; whether there is any quote.
 *
 * Whatever it says of the record that `to` cuts is only a guess.
 */
export function scan(from: usize, to: usize, out: usize, delimiter: u32, quotes: u32, found: usize): u32 {
  const delimiters = i8x16.splat(<i8>delimiter);
  const lineFeeds = i8x16.splat(<i8>lineFeed);
  const returns = i8x16.splat(<i8>carriageReturn);
  const marks = i8x16.splat(<i8>quote);
  const first = out;
  let high = i8x16.splat(0);
  let quoted: u64 = 0;
  // All ones inside quotes.
  let inside: u64 = 0;
  // 1 if a field may start with the next block: a separator or a closing quote ends the last one.
  let fieldStart: u64 = 1;
  // 1 if a closing quote ends the last block.
  let closed: u64 = 0;
  let broken: usize = 0;
  for (let at = from; at < to; at += 64) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    high = v128.or(high, v128.or(v128.or(a, b), v128.or(c, d)));
    const left = to - at;
    const valid: u64 = left < 64 ? ((<u64>1) << left) - 1 : ~(<u64>0);
    let separators =
      mask(
        v128.or(i8x16.eq(a, delimiters), i8x16.eq(a, lineFeeds)),
        v128.or(i8x16.eq(b, delimiters), i8x16.eq(b, lineFeeds)),
        v128.or(i8x16.eq(c, delimiters), i8x16.eq(c, lineFeeds)),
        v128.or(i8x16.eq(d, delimiters), i8x16.eq(d, lineFeeds)),
      ) & valid;
    let special = v128.or(
      v128.or(i8x16.eq(a, returns), i8x16.eq(b, returns)),
      v128.or(i8x16.eq(c, returns), i8x16.eq(d, returns)),
    );
    if (quotes)
      special = v128.or(
        special,
        v128.or(
          v128.or(i8x16.eq(a, marks), i8x16.eq(b, marks)),
          v128.or(i8x16.eq(c, marks), i8x16.eq(d, marks)),
        ),
      );
    if ((inside | closed) != 0 || v128.any_true(special)) {
      let q: u64 = 0;
      if (quotes)
        q = mask(i8x16.eq(a, marks), i8x16.eq(b, marks), i8x16.eq(c, marks), i8x16.eq(d, marks)) & valid;
      quoted |= q;
      const within = parity(q) ^ inside;
      inside = <u64>((<i64>within) >> 63);
      const opening = q & within;
      const closing = q & ~within;
      separators &= ~within;
      const cr =
        mask(i8x16.eq(a, returns), i8x16.eq(b, returns), i8x16.eq(c, returns), i8x16.eq(d, returns)) &
        valid &
        ~within;
      let lf: u64 = 0;
      if (cr != 0) {
        lf = mask(
          i8x16.eq(a, lineFeeds),
          i8x16.eq(b, lineFeeds),
          i8x16.eq(c, lineFeeds),
          i8x16.eq(d, lineFeeds),
        );
        lf = (lf >> 1) | ((<u64>(load<u8>(at, 64) == lineFeed)) << 63);
      }
      const ends = separators | opening | (cr & lf);
      if (closed != 0 && (ends & 1) == 0) {
        broken = at - 1;
        break;
      }
      const wrong =
        (opening & ~(((separators | closing) << 1) | fieldStart)) | (closing & ~(ends >> 1) & (valid >> 1));
      fieldStart = (separators | closing) >> 63;
      closed = closing >> 63;
      separators |= cr & ~lf;
      if (wrong != 0) {
        broken = at + <usize>ctz(wrong);
        separators &= (wrong & (0 - wrong)) - 1;
      }
    } else fieldStart = separators >> 63;
    while (separators != 0) {
      store<u32>(out, <u32>(at + <usize>ctz(separators)));
      out += 4;
      separators &= separators - 1;
    }
    if (broken != 0) break;
  }
  store<u32>(found, <u32>broken);
  store<u32>(found, <u32>(i8x16.bitmask(high) != 0), 4);
  store<u32>(found, <u32>(quoted != 0), 8);
  return <u32>((out - first) >> 2);
}
