/** How all numbers of a column are written, and what is known of their digits. */

/** How numbers are separated: the words `decimal` and `thousands` of a layout. */
export interface NumberForm {
  readonly decimal: "." | ",";
  readonly thousands?: Thousands;
}

type Thousands = "," | "." | " " | "'" | "_";

/** What is known of the numbers of a column. */
export interface NumberFacts {
  /** Digits before the decimal sign, without leading zeros, at most. */
  whole: number;
  /** Digits after it, at most. */
  fraction: number;
  /** Digits after it, at least. */
  fewest: number;
  /** A value has an exponent. */
  exponent: boolean;
  /** A value is digits, E and digits, and so may be a code. */
  coded: boolean;
  /** A value has a leading zero before other digits, as zip codes do. */
  padded: boolean;
  /** Every value prints back to the written digits when it is read as a double. */
  exact: boolean;
  /** Smallest and largest value, as doubles. */
  least: number;
  most: number;
}

/** One way to read the numbers of a column. */
export interface NumberReading extends NumberForm {
  readonly facts: NumberFacts;
  /** Values that it does not read. */
  readonly misses: number;
}

const decimals = [".", ","] as const;
const groups = {
  ".": /^([+-]?)([1-9][0-9]{0,2}(?:([,'_ \u00a0\u2009\u202f])[0-9]{3})(?:\3[0-9]{3})*|[0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?$/,
  ",": /^([+-]?)([1-9][0-9]{0,2}(?:([.' \u00a0\u2009\u202f])[0-9]{3})(?:\3[0-9]{3})*|[0-9]*)(?:,([0-9]*))?(?:[eE]([+-]?[0-9]+))?$/,
};

const currencies =
  "USD|EUR|GBP|CHF|JPY|CNY|INR|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|RON|RUB|TRY|BRL|MXN|ZAR|KRW|SGD|HKD";
/** What may stand beside a number: symbols and codes of currencies, percent. */
const sign = new RegExp(`^(?:[%‰$€£¥₹₩₽₺₪฿¢]|[A-Z]{1,3}\\$|${currencies}|Rs\\.?|kr\\.?|zł|Kč|Fr\\.?)$`, "u");
const mostSigns = 4;
/** Values that a reading may miss before it is given up. */
const mostMisses = 5;

/** One reading: by the decimal point or by the decimal comma. */
interface Reading {
  facts: NumberFacts;
  thousands: Thousands | undefined;
  misses: number;
}

const noFacts = (): NumberFacts => ({
  whole: 0,
  fraction: 0,
  fewest: Infinity,
  exponent: false,
  coded: false,
  padded: false,
  exact: true,
  least: Infinity,
  most: -Infinity,
});

/** Collects the numbers of a column. */
export interface Numbers {
  /** Takes a value; false if it is not a number in any reading that is still open. */
  take(bytes: Buffer, from: number, to: number): boolean;
  readonly alive: boolean;
  /** Numbers taken. */
  readonly count: number;
  /** Values with a leading "+". */
  readonly plus: number;
  /** Strings beside the numbers. */
  readonly signs: ReadonlySet<string>;
  /** A value is in parentheses, which means negative. */
  readonly parentheses: boolean;
  /** A value that both readings read, each as another number. */
  readonly open: string | undefined;
  /** The readings that miss the fewest values: one, or two if the decimal sign is open. */
  readings(): NumberReading[];
}

/** Makes the collector of a column. */
export function makeNumbers(): Numbers {
  const found: Record<"." | ",", Reading | undefined> = {
    ".": { facts: noFacts(), thousands: undefined, misses: 0 },
    ",": { facts: noFacts(), thousands: undefined, misses: 0 },
  };
  const signs = new Set<string>();
  // Whole numbers, which both readings read alike.
  const common = noFacts();
  let [count, plus, parentheses] = [0, 0, false];
  let open: string | undefined;
  const miss = (decimal: "." | ",") => {
    const reading = found[decimal];
    if (reading && ++reading.misses > mostMisses) found[decimal] = undefined;
  };

  /** Takes up to 15 digits, with a sign and a decimal point or comma: most numbers are such. */
  function takePlain(bytes: Buffer, from: number, to: number): boolean {
    const negative = bytes[from] === 45;
    const start = negative ? from + 1 : from;
    if (start === to || to - start > 16) return false;
    let value = 0;
    let point = -1;
    let decimal: "." | "," = ".";
    for (let at = start; at < to; at++) {
      const digit = bytes[at]! - 48;
      if (digit >= 0 && digit <= 9) value = value * 10 + digit;
      else if ((digit === -2 || digit === -4) && point < 0) {
        point = at;
        decimal = digit === -2 ? "." : ",";
      } else return false;
    }
    const end = point < 0 ? to : point;
    const fraction = point < 0 ? 0 : to - point - 1;
    if (end === start || (point >= 0 && fraction === 0) || end - start + fraction > 15) return false;
    let facts = common;
    if (point >= 0) {
      const reading = found[decimal];
      const other = decimal === "." ? "," : ".";
      // A group of three digits may be thousands.
      if (!reading || (fraction === 3 && end - start <= 3 && found[other])) return false;
      miss(other);
      facts = reading.facts;
      value /= 10 ** fraction;
      if (fraction > facts.fraction) facts.fraction = fraction;
    }
    if (fraction < facts.fewest) facts.fewest = fraction;
    if (bytes[start] === 48 && end - start > 1) facts.padded = true;
    if (end - start > facts.whole) facts.whole = end - start;
    if (negative) value = -value;
    if (value < facts.least) facts.least = value;
    if (value > facts.most) facts.most = value;
    count++;
    return true;
  }

  function takeText(text: string): boolean {
    const { core, beside, enclosed } = stripped(text);
    let fits = false;
    for (const decimal of decimals) {
      const reading = found[decimal];
      if (!reading) continue;
      if (note(reading, groups[decimal].exec(core))) fits = true;
      else miss(decimal);
    }
    if (!fits) return false;
    if (open === undefined && found["."] && found[","] && /[.,]/.test(core)) open = text;
    for (const each of beside) if (signs.size < mostSigns) signs.add(each);
    if (enclosed) parentheses = true;
    if (core.startsWith("+")) plus++;
    count++;
    return true;
  }

  return {
    take: (bytes, from, to) => takePlain(bytes, from, to) || takeText(bytes.toString("utf8", from, to)),
    get alive() {
      return found["."] !== undefined || found[","] !== undefined;
    },
    get count() {
      return count;
    },
    get plus() {
      return plus;
    },
    signs,
    get open() {
      return open;
    },
    get parentheses() {
      return parentheses;
    },
    readings() {
      const both = decimals.flatMap((decimal) => {
        const reading = found[decimal];
        if (!reading) return [];
        const { facts, thousands, misses } = reading;
        return [{ decimal, ...(thousands ? { thousands } : {}), facts: together(facts, common), misses }];
      });
      const fewest = Math.min(...both.map(({ misses }) => misses));
      const best = both.filter(({ misses }) => misses === fewest);
      // If no value has a decimal sign or a group, both readings are the same.
      const [first, second] = best;
      const plain = ({ thousands, facts }: NumberReading) => thousands === undefined && facts.fraction === 0;
      return first && second && plain(first) && plain(second) ? [first] : best;
    },
  };
}

function together(a: NumberFacts, b: NumberFacts): NumberFacts {
  return {
    whole: Math.max(a.whole, b.whole),
    fraction: Math.max(a.fraction, b.fraction),
    fewest: Math.min(a.fewest, b.fewest),
    exponent: a.exponent || b.exponent,
    coded: a.coded || b.coded,
    padded: a.padded || b.padded,
    exact: a.exact && b.exact,
    least: Math.min(a.least, b.least),
    most: Math.max(a.most, b.most),
  };
}

/** Takes a value into a reading; false if it does not fit. */
function note(reading: Reading, match: RegExpExecArray | null): boolean {
  if (!match) return false;
  const [, negative = "", given = "", group, fraction = "", exponent] = match;
  if (given + fraction === "") return false;
  const { facts } = reading;
  let whole = given;
  if (group !== undefined) {
    const thousands = /[^,.'_]/.test(group) ? " " : (group as Thousands);
    if (reading.thousands !== undefined && reading.thousands !== thousands) return false;
    reading.thousands = thousands;
    whole = given.replaceAll(group, "");
  }
  const significant = whole.replace(/^0+/, "");
  facts.whole = Math.max(facts.whole, significant.length);
  facts.fraction = Math.max(facts.fraction, fraction.length);
  facts.fewest = Math.min(facts.fewest, fraction.length);
  if (exponent !== undefined) facts.exponent = true;
  if (exponent !== undefined && negative === "" && fraction === "" && /^\d/.test(exponent))
    facts.coded = true;
  if (whole.length > 1 && whole.startsWith("0")) facts.padded = true;
  const value = Number(
    `${negative}${whole || "0"}.${fraction || "0"}${exponent === undefined ? "" : `e${exponent}`}`,
  );
  if (value < facts.least) facts.least = value;
  if (value > facts.most) facts.most = value;
  if (facts.exact) facts.exact = printsBack(significant + fraction, value);
  return true;
}

/** True if the double has the written digits: in its shortest form, or printed with as many. */
function printsBack(written: string, value: number): boolean {
  const digits = written.replace(/^0+/, "").replace(/0+$/, "");
  if (digits === "") return true;
  if (!Number.isFinite(value) || value === 0 || digits.length > 17) return false;
  return (
    digits.length <= 15 ||
    [String(value), value.toExponential(digits.length - 1)].some((text) => digitsOf(text) === digits)
  );
}

const digitsOf = (text: string) =>
  text.replace(/e.*/, "").replace(/[-.]/g, "").replace(/^0+/, "").replace(/0+$/, "");

/** A number without what stands beside it. */
function stripped(text: string): { core: string; beside: readonly string[]; enclosed: boolean } {
  const last = text.charCodeAt(text.length - 1);
  const first = text.charCodeAt(0);
  const plain = (code: number) => code >= 48 && code <= 57;
  if (
    plain(last) &&
    (plain(first) || first === 45 || first === 46 || first === 43) &&
    !/[^0-9.,eE+-]/.test(text)
  )
    return { core: text, beside: [], enclosed: false };
  const inside = /^\((.*)\)$/s.exec(text)?.[1];
  let core = inside ?? text;
  const beside: string[] = [];
  const front = /^([+-]?)\s?([^0-9+\-.,()\s]+\.?)\s?([+-]?)(?=[0-9.,])/u.exec(core);
  if (front && sign.test(front[2]!) && !(front[1] && front[3])) {
    beside.push(front[2]!);
    core = front[1]! + front[3]! + core.slice(front[0].length);
  }
  const back = /(?<=[0-9.,])[ \u00a0\u202f]?([^0-9+\-.,()\s]+\.?)$/u.exec(core);
  if (back && sign.test(back[1]!)) {
    beside.push(back[1]!);
    core = core.slice(0, back.index);
  }
  return { core, beside, enclosed: inside !== undefined };
}
