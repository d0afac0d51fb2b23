/** Addresses that contain a date: `https://e.org/{date:yyyyMMdd}.csv`. */

/** The days that share an address: its month's, if it names no day. `undefined`: every day, because it names no date. */
export type Period = "day" | "month" | "year" | undefined;

const placeholder = /\{([^{}]*)\}/g;
/** A quoted string, a run of one letter, other characters, or a quote that does not end. */
const piece = /'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+|'/g;
const iso = "yyyy-MM-dd";

/** A run of pattern letters as a part of a date, YYYY-MM-DD. */
const letters: Readonly<Record<string, (date: string) => string>> = {
  yyyy: (date) => date.slice(0, 4),
  yy: (date) => date.slice(2, 4),
  MM: (date) => date.slice(5, 7),
  M: (date) => String(Number(date.slice(5, 7))),
  dd: (date) => date.slice(8, 10),
  d: (date) => String(Number(date.slice(8, 10))),
};

/** The pattern of each `{date}` of an address. */
const patternsOf = (address: string): readonly string[] =>
  [...address.matchAll(placeholder)].map(([, inner = ""]) => patternOf(inner) ?? iso);

/** The pattern in the braces; undefined if they hold no date. */
const patternOf = (inner: string): string | undefined =>
  inner === "date" ? iso : /^date:(.+)$/s.exec(inner)?.[1];

/** What is wrong with the dates of an address, if anything. */
export function dateFault(address: string): string | undefined {
  for (const [whole, inner = ""] of address.matchAll(placeholder)) {
    const pattern = patternOf(inner);
    if (pattern === undefined) return `has "${whole}", which is not known; write {date} or {date:yyyyMMdd}`;
    for (const [text] of pattern.matchAll(piece)) {
      if (text === "'") return `has "${whole}" with a quote that does not end; write two`;
      if (/^[A-Za-z]/.test(text) && !Object.hasOwn(letters, text))
        return `has "${text}" in "${whole}", which is not known; write yyyy, yy, MM, M, dd, d, and other letters in 'quotes'`;
    }
  }
  if (/[{}]/.test(address.replace(placeholder, ""))) return "has a brace without its partner; write {date}";
  const said = saidIn(address);
  if ((said.d && !said.M) || (said.M && !said.y))
    return `names a ${said.d && !said.M ? "day without its month" : "month without its year"}, so one address would mean several days; write ${said.d ? "year, month and day" : "year and month"}`;
  return undefined;
}

/** The parts of a date that an address names. */
function saidIn(address: string): { readonly y: boolean; readonly M: boolean; readonly d: boolean } {
  const runs = patternsOf(address).flatMap((pattern) => pattern.match(piece) ?? []);
  const says = (letter: string) => runs.some((run) => run.startsWith(letter));
  return { y: says("y"), M: says("M"), d: says("d") };
}

/** The days that share a sound address. */
export function periodOf(address: string): Period {
  const said = saidIn(address);
  return said.d ? "day" : said.M ? "month" : said.y ? "year" : undefined;
}

/** The period that a day is in, as the beginning of its date: 2026-03-01, 2026-03 or 2026. */
export const periodOn = (period: Exclude<Period, undefined>, date: string): string =>
  date.slice(0, { day: 10, month: 7, year: 4 }[period]);

/** A sound address for a day, YYYY-MM-DD. */
export const addressOn = (address: string, date: string): string =>
  address.replace(placeholder, (_, inner: string) =>
    (patternOf(inner) ?? iso).replace(piece, (text, quoted?: string) =>
      text === "''" ? "'" : (quoted?.replaceAll("''", "'") ?? letters[text]?.(date) ?? text),
    ),
  );
