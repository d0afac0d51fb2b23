/** Finds where a record with quotes ends, by RFC 4180, and handles quotes that break its rules. */

/** More bytes are needed to decide. */
export const incomplete = -1;
/** The quote at `at` breaks the rules; the record ends with that quote's line. */
export const broken = -2;
/** The record's text ends at the first line end at or after `at`. */
export const whole = -3;

/** One of the three states above and, except for `incomplete`, its position. */
export interface QuotedEnd {
  state: typeof incomplete | typeof broken | typeof whole;
  at: number;
  /** True if a CR that ends no line was outside quotes. */
  bareCr: boolean;
}

const quote = 34;
// One object for all calls, so that a record with quotes needs no allocation.
const result: QuotedEnd = { state: incomplete, at: 0, bareCr: false };
const say = (state: QuotedEnd["state"], at: number) => {
  result.state = state;
  result.at = at;
  return result;
};

/**
 * Reads the record that starts at `from`, field by field, to its end. A closing quote counts only within `limit` bytes of the
 * record's start. `final`: no bytes follow `size`. `crEnds`: a bare CR ends a line. The next call reuses the result.
 */
export function quotedEnd(
  bytes: Uint8Array,
  from: number,
  size: number,
  final: boolean,
  delimiter: number,
  limit: number,
  crEnds: boolean,
): QuotedEnd {
  result.bareCr = false;
  const bound = from + limit;
  let fieldStart = true;
  for (let at = from; at < size; at++) {
    // A quote that opens after the bound cannot close before it: what follows is one line.
    if (at > bound) return say(whole, at);
    const byte = bytes[at]!;
    if (byte === quote) {
      if (!fieldStart) return say(broken, at);
      const closing = closingQuote(bytes, at + 1, Math.min(bound, size), size, final);
      if (closing === incomplete && size < bound + 1 && !final) return say(incomplete, at);
      if (closing === incomplete) return say(broken, at);
      const after = bytes[closing + 1];
      if (closing + 1 === size) return final ? say(whole, size) : say(incomplete, at);
      if (after === 13 && !crEnds) {
        if (closing + 2 === size && !final) return say(incomplete, at);
        if (closing + 2 < size && bytes[closing + 2] !== 10) return say(broken, at);
      } else if (after !== delimiter && after !== 10 && after !== 13) return say(broken, at);
      at = closing;
      fieldStart = false;
    } else if (byte === 10) return say(whole, at);
    else if (byte === 13) {
      if (at + 1 === size && !crEnds && !final) return say(incomplete, at);
      if (crEnds || at + 1 === size || bytes[at + 1] === 10) return say(whole, at);
      result.bareCr = true;
      fieldStart = false;
    } else fieldStart = byte === delimiter;
  }
  return final ? say(whole, size) : say(incomplete, size);
}

/** The first quote before `bound` that is not doubled, or `incomplete`. */
function closingQuote(bytes: Uint8Array, from: number, bound: number, size: number, final: boolean): number {
  for (let at = from; at < bound; at++) {
    if (bytes[at] !== quote) continue;
    if (at + 1 === size) return final ? at : incomplete;
    if (bytes[at + 1] !== quote) return at;
    at++;
  }
  return incomplete;
}
