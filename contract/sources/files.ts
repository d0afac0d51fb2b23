/** Files at HTTPS addresses. */
import { isSafeAddress } from "../address";
import { below, repeated, type Report } from "../check/fault";
import type { Shape } from "../check/shape";
import type { ShapeOf } from "../check/shape-of";
import { addressOn, dateFault, periodOf, periodOn } from "./dated-address";
import type { SourceKind } from "./source";

/** The value of a header or of a query parameter. */
export type RequestValue =
  | {
      /** Name of a value in the data set's secret; on the laptop, of an environment variable. */
      readonly secret: string;
      /** What stands before the value, such as "Bearer ". @default "" */
      readonly prefix?: string;
    }
  | {
      /** A value that is not secret. */
      readonly text: string;
    };

/** One or more files, each a CSV file, a gzip of one, or an archive. */
export interface FilesSource {
  readonly kind: "files";
  /**
   * Addresses. `{date}` is the run's date as YYYY-MM-DD, `{date:yyyyMMdd}` in another form. What follows a `#` names the file, if
   * the address itself does not. Do not put a secret in it.
   */
  readonly urls: readonly string[];
  /** Days before the run's date to ask for again each time. It needs `{date}` and the mode `upsert`. @default 0 */
  readonly lookback?: number;
  /** What a run does if a day's file does not exist (404 or 410). @default "fail" */
  readonly missing?: "skip" | "fail";
  /** Headers of each request, by name. A secret goes only to the addresses' own origin. @default {} */
  readonly headers?: Readonly<Record<string, RequestValue>>;
  /** Query parameters to add to each address, by name. @default {} */
  readonly query?: Readonly<Record<string, RequestValue>>;
  /** What the operator must accept before using the source: one sentence. @default free to use */
  readonly terms?: string;
}

const value = {
  byKey: {
    secret: { fields: { secret: "text" }, optional: { prefix: "text" } },
    text: { fields: { text: "text" } },
  },
} as const satisfies Shape;

/** Files at HTTPS addresses. */
export const files: SourceKind<FilesSource> = {
  shape: {
    fields: { kind: "text", urls: { list: "text" } },
    optional: {
      lookback: "number",
      missing: { oneOf: ["skip", "fail"] },
      headers: { record: value },
      query: { record: value },
      terms: "text",
    },
  } satisfies ShapeOf<FilesSource>,
  faults(source, report) {
    addressFaults(source, report);
    dayFaults(source, report);
    valueFaults(source, report);
    if (source.terms?.trim() === "") report("source.terms", "is empty; write what the user must accept");
  },
  inWords(source) {
    const { urls, lookback, missing, terms } = source;
    const secrets = secretsIn(source);
    return [
      `Files at ${urls.map((url) => `\`${url}\``).join(", ")}`,
      ...(lookback === undefined ? [] : [`- Asked for again: the ${lookback} days before the run's date`]),
      ...(missing === "skip" ? ["- A missing file of a day is skipped"] : []),
      ...(secrets.length === 0 ? [] : [`- Secrets: ${secrets.map((name) => `\`${name}\``).join(", ")}`]),
      ...(terms === undefined ? [] : [`- Terms, which you must accept first: ${terms}`]),
    ].join("\n");
  },
  terms: ({ terms }) => terms,
  byDay: hasDate,
  lastDays: ({ lookback }) => lookback !== undefined,
  ownCredentials(source) {
    const names = secretsIn(source);
    if (names.length === 0) return undefined;
    return {
      service: new URL(addressOn(source.urls[0]!, someDay)).host,
      secrets: names.map((name) => ({ name })),
      ...(names.length === 1 ? { token: names[0]! } : {}),
      required: true,
    };
  },
};

/** True if a file of the source is one day's, month's or year's. */
function hasDate({ urls }: FilesSource): boolean {
  return urls.some((url) => periodOf(url) !== undefined);
}

/** Names of the secrets that the requests need, each once. */
export function secretsIn({ headers = {}, query = {} }: FilesSource): readonly string[] {
  const values = [...Object.values(headers), ...Object.values(query)];
  return [...new Set(values.flatMap((each) => ("secret" in each ? [each.secret] : [])))];
}

/** A file of the source. */
export interface FileAddress {
  /** What to ask for, without the `query` and without the file's name after `#`. */
  readonly url: string;
  /** The file's name. */
  readonly name: string;
  /** The file's folder in `_file`: "2026-03-01/" for the file of a day, "2026-03/" of a month, "" without a date. */
  readonly folder: string;
}

/** The file at a sound address of the contract, for a day (YYYY-MM-DD). */
export function fileAddress(address: string, date: string): FileAddress {
  const period = periodOf(address);
  const [url = "", ...rest] = addressOn(address, date).split("#");
  const said = rest.join("#");
  return {
    url,
    name: decoded(said === "" ? (new URL(url).pathname.split("/").at(-1) ?? "") : said),
    folder: period === undefined ? "" : `${periodOn(period, date)}/`,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A day on which year, month and day are different numbers. */
const someDay = "2001-02-03";

function addressFaults({ urls }: FilesSource, report: Report): void {
  if (urls.length === 0) report("source.urls", "is empty; write at least one address");
  const sound = urls.flatMap((url, index) => {
    const fault = addressFault(url);
    if (fault !== undefined) report(`source.urls[${index}]`, fault);
    return fault === undefined ? [{ url, index }] : [];
  });
  const names = sound.map(({ url }) => {
    const { folder, name } = fileAddress(url, someDay);
    return `${folder}${name.replace(/\.gz$/i, "")}`;
  });
  for (const [at] of repeated(names)) {
    const { url, index } = sound[at]!;
    const first = sound[names.indexOf(names[at]!)]!.url;
    report(
      `source.urls[${index}]`,
      `gives its file the name "${fileAddress(url, someDay).name}", as "${first}" does; put another name behind the address: #name.csv`,
    );
  }
}

function addressFault(url: string): string | undefined {
  const dates = dateFault(url);
  if (dates !== undefined) return dates;
  const on = addressOn(url, someDay);
  if (!/^https?:\/\/[^/]/.test(on) || !URL.canParse(on)) return "is not a URL (https://…)";
  if (/^https?:\/\/[^/?#]*\{/.test(url)) return "has a date in its host; the date must come later";
  const { username, password } = new URL(on);
  if (username !== "" || password !== "")
    return 'has a name or a password in it; send them by "headers", from a secret';
  if (!isSafeAddress(on)) return "uses http://, so its data can be changed on the way; write https://";
  if (periodOf(url) !== periodOf(url.split("#")[0]!))
    return "has a date behind the # that the address itself lacks, so one file would have several names";
  const { name } = fileAddress(url, someDay);
  if (name === "") return "does not end in a file's name; put one behind the address: #name.csv";
  if (/[/\\\p{Cc}]/u.test(name) || /^\.\.?$/.test(name) || /^[A-Za-z]:/.test(name) || name.length > 200)
    return `gives its file the name ${JSON.stringify(name)}; put a plain name behind the address: #name.csv`;
  return undefined;
}

function dayFaults(source: FilesSource, report: Report): void {
  const { lookback, missing } = source;
  const dated = hasDate(source);
  if (lookback !== undefined && !(Number.isSafeInteger(lookback) && lookback >= 1 && lookback <= 366))
    report("source.lookback", `${lookback} is not a number of days; give a whole number from 1 to 366`);
  else if (lookback !== undefined && !dated)
    report("source.lookback", "has no effect, because no address has {date}; leave it out");
  if (missing !== undefined && !dated)
    report("source.missing", "is for the file of a day, and no address has {date}; leave it out");
}

/** Headers that the program itself sets, or that would change what an answer is. */
const ownHeaders =
  /^(accept-encoding|connection|content-.*|expect|host|if-.*|keep-alive|proxy-.*|range|te|trailer|transfer-encoding|upgrade)$/i;

function valueFaults(source: FilesSource, report: Report): void {
  const { headers = {}, query = {}, urls } = source;
  const names = Object.keys(headers);
  for (const name of names) {
    const path = below("source.headers", name);
    if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name)) report(path, "is not the name of a header");
    else if (ownHeaders.test(name)) report(path, "is a header that the program sets itself; leave it out");
  }
  for (const [at] of repeated(names.map((name) => name.toLowerCase())))
    report(below("source.headers", names[at]!), "is there twice; write it once");
  if (Object.hasOwn(query, "")) report("source.query", "has a parameter without a name");
  for (const [where, values] of Object.entries({ headers, query }))
    for (const [name, each] of Object.entries(values)) {
      const path = below(`source.${where}`, name);
      if ("secret" in each && !/^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(each.secret))
        report(
          below(path, "secret"),
          "is not a name of letters, digits and _, such as API_KEY; the value itself must not be here",
        );
      const written = "secret" in each ? (each.prefix ?? "") : each.text;
      if (/\{date[:}]/.test(written))
        report(
          path,
          "has a date, and only addresses have dates; write it in urls, such as https://…?day={date}",
        );
      if (where === "headers" && !/^[\x20-\x7e]*$/.test(written))
        report(path, "has characters that no header can hold; use plain ASCII");
    }
  const sound = urls.filter((url) => addressFault(url) === undefined);
  const origins = new Set(sound.map((url) => new URL(addressOn(url, someDay)).origin));
  if (secretsIn(source).length > 0 && origins.size > 1)
    report(
      "source.urls",
      `are at ${[...origins].join(" and ")}, and each would get the secrets; make a data set for each of them`,
    );
}
