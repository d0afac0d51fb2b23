/** Numbers in the form that a contract says, made into the strict form that numbers.ts reads. */
import type { ValueForm } from "../../../contract/formats";

const zero = 48;
const plus = 43;
const minus = 45;
const point = 46;
/** U+2019 in UTF-8, which Swiss numbers have instead of the apostrophe. */
const typesetApostrophe = 0xe28099;

/** A number in the strict form: the first `size` bytes of `bytes`. Valid until the next call. */
export interface StrictNumber {
  bytes: Buffer;
  size: number;
}

/** True if a form says anything about numbers. */
export const hasNumberForm = ({ decimal, thousands, signs, parentheses, wholeZeros }: ValueForm): boolean =>
  [decimal, thousands, signs, parentheses, wholeZeros].some((word) => word !== undefined);

/**
 * Makes a function that turns the number `bytes[from .. to]` into the strict form; undefined if it is not written in `form`. It may
 * still be no value of the column's type. `isInteger`: the type has no fraction.
 */
export function makeStrictNumbers(
  form: ValueForm,
  isInteger: boolean,
): (bytes: Buffer, from: number, to: number) => StrictNumber | undefined {
  const decimal = (form.decimal ?? ".").charCodeAt(0);
  const thousands = form.thousands?.charCodeAt(0);
  // The longest first: `US$` is not `US` before `$`.
  const signs = (form.signs ?? [])
    .map((sign) => Buffer.from(sign))
    .sort((one, other) => other.length - one.length);
  const strict: StrictNumber = { bytes: Buffer.alloc(64), size: 0 };

  /** The end of the sign that begins at `from`; `from` if there is none. */
  function signAfter(bytes: Buffer, from: number, to: number): number {
    for (const sign of signs)
      if (to - from >= sign.length && sign.compare(bytes, from, from + sign.length) === 0)
        return from + sign.length;
    return from;
  }

  /** The beginning of the sign that ends at `to`; `to` if there is none. */
  function signBefore(bytes: Buffer, from: number, to: number): number {
    for (const sign of signs)
      if (to - from >= sign.length && sign.compare(bytes, to - sign.length, to) === 0)
        return to - sign.length;
    return to;
  }

  /** Writes the digits, the point and the exponent of a number without its sign; false if it is not written in the form. */
  function writeMagnitude(bytes: Buffer, from: number, to: number): boolean {
    const out = strict.bytes;
    let { size } = strict;
    let at = from;
    /** Copies digits; returns how many. */
    const digits = () => {
      const start = at;
      for (; at < to && bytes[at]! >= zero && bytes[at]! <= zero + 9; at++) out[size++] = bytes[at]!;
      return at - start;
    };
    const whole = digits();
    let groups = 0;
    while (thousands !== undefined) {
      const next = separatorEnd(bytes, at, to, thousands);
      if (next === at) break;
      at = next;
      groups++;
      if (digits() !== 3) return false;
    }
    if (groups > 0 && (whole < 1 || whole > 3 || bytes[from] === zero)) return false;
    if (at < to && bytes[at] === decimal) {
      at++;
      if (isInteger) return form.wholeZeros === true && onlyZeros(bytes, at, to) && end(size);
      out[size++] = point;
      digits();
    }
    if (at < to && (bytes[at]! | 32) === 101) {
      out[size++] = bytes[at++]!;
      if (at < to && (bytes[at] === minus || bytes[at] === plus)) out[size++] = bytes[at++]!;
      digits();
    }
    return at === to && end(size);
  }

  const end = (size: number) => {
    strict.size = size;
    return true;
  };

  return (bytes, from, to) => {
    if (strict.bytes.length <= to - from) strict.bytes = Buffer.alloc(2 * (to - from));
    strict.size = 0;
    let signed = false;
    /** Takes a minus, a plus or parentheses, once. */
    const takeSign = () => {
      if (signed || from === to) return;
      const first = bytes[from];
      const wrapped = form.parentheses && first === 40 && bytes[to - 1] === 41;
      if (first !== minus && first !== plus && !wrapped) return;
      signed = true;
      if (first !== plus) strict.bytes[strict.size++] = minus;
      from++;
      if (wrapped) to--;
    };
    takeSign();
    const after = signAfter(bytes, from, to);
    // `Rs.500` may be `Rs.` before 500 as well as `Rs` before .500.
    if (after > from && after < to && bytes[after] === decimal && isLetterBefore(bytes, after))
      return undefined;
    if (after > from) from = afterBlanks(bytes, after, to);
    const before = signBefore(bytes, from, to);
    if (before < to) to = beforeBlanks(bytes, from, before);
    takeSign();
    return writeMagnitude(bytes, from, to) ? strict : undefined;
  };
}

/** True if a letter stands before a byte. */
function isLetterBefore(bytes: Buffer, at: number): boolean {
  return /\p{L}$/u.test(bytes.toString("utf8", Math.max(0, at - 4), at));
}

/** The length of the blank that begins at a byte: a space, a no-break space or a narrow one; 0 if there is none. */
function blankLength(bytes: Buffer, at: number, to: number): number {
  if (at >= to) return 0;
  if (bytes[at] === 0x20) return 1;
  if (bytes[at] === 0xc2 && at + 1 < to && bytes[at + 1] === 0xa0) return 2;
  return bytes[at] === 0xe2 && at + 2 < to && bytes[at + 1] === 0x80 && bytes[at + 2] === 0xaf ? 3 : 0;
}

function afterBlanks(bytes: Buffer, from: number, to: number): number {
  let at = from;
  for (let length = 1; length > 0; at += length) length = blankLength(bytes, at, to);
  return at;
}

function beforeBlanks(bytes: Buffer, from: number, to: number): number {
  for (let at = to; ;) {
    const length = [1, 2, 3].find((each) => at - each >= from && blankLength(bytes, at - each, at) === each);
    if (length === undefined) return at;
    at -= length;
  }
}

/** The end of the separator of groups that begins at a byte; the byte itself if there is none. */
function separatorEnd(bytes: Buffer, at: number, to: number, separator: number): number {
  if (separator === 0x20) return at + blankLength(bytes, at, to);
  if (at < to && bytes[at] === separator) return at + 1;
  const isTypeset = separator === 0x27 && at + 2 < to && bytes.readUIntBE(at, 3) === typesetApostrophe;
  return isTypeset ? at + 3 : at;
}

/** True if there is at least one zero, and nothing else. */
function onlyZeros(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] !== zero) return false;
  return to > from;
}
