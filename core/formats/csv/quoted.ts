/** Where a record with quotes ends: the rules of RFC 4180, and what happens where they are broken. */

/** More bytes are needed before anything can be said. */
export const incomplete = -1;
/** The quote at `at` breaks the rules; the record ends with the line on which it stands. */
export const broken = -2;
/** The text ends at the first end of line not before `at`. */
export const whole = -3;

/** A state of the three above and, but for `incomplete`, the place it speaks of. */
export interface QuotedEnd {
  state: typeof incomplete | typeof broken | typeof whole;
  at: number;
  /** A CR that ends no line stood outside quotes. */
  bareCr: boolean;
}

const quote = 34;
// One object for all calls: a record with quotes costs no allocation.
const result: QuotedEnd = { state: incomplete, at: 0, bareCr: false };
const say = (state: QuotedEnd["state"], at: number) => {
  result.state = state;
  result.at = at;
  return result;
};

/**
 * Reads the record that starts at `from` field by field up to its end. A closing quote counts within `limit`
 * bytes of the record's start. `final`: no byte follows `size`; `crEnds`: a bare CR ends a line. The result is used again
 * by the next call.
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
    // No quote that opens behind the bound can close before it: what follows is one line.
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
