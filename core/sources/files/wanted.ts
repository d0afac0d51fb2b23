/** Which files a run asks for. */
import { createHash } from "node:crypto";
import { fileAddress, type FilesSource } from "../../../contract/sources/files";
import { periodOf } from "../../../contract/sources/dated-address";
import { pathOf, type SourceContext } from "../source";
import { sourceFailure } from "../source-failures";

/** A file to ask for. */
export interface Wanted {
  readonly name: string;
  /** As in an `OpenedArchive`. */
  readonly folder: string | undefined;
  readonly path: string;
  /** Without the contract's `query`, and so without a secret. */
  readonly url: string;
  /** True if it is the file of a day, month or year. */
  readonly dated: boolean;
  /** As in a `FileState`. */
  readonly request: string;
}

const dayMilliseconds = 86_400_000;

/** The files of a run, address by address, each from the first day to the last. `baseUrl` replaces the origin of every address. */
export function wantedFiles(
  source: FilesSource,
  { date, from }: Pick<SourceContext, "date" | "from">,
  baseUrl: string | undefined,
): readonly Wanted[] {
  const { urls, lookback = 0, headers = {}, query = {} } = source;
  const days = daysUntil(date, from, lookback);
  const alone = urls.length === 1 && periodOf(urls[0]!) === undefined;
  const found = new Map<string, Wanted>();
  for (const address of urls) {
    const dated = periodOf(address) !== undefined;
    for (const day of dated ? days : [date]) {
      const { name, folder, url: said } = fileAddress(address, day);
      const url =
        baseUrl === undefined ? said : said.replace(/^https?:\/\/[^/?]*/, baseUrl.replace(/\/+$/, ""));
      const request = sha256(JSON.stringify([url, headers, query]));
      const path = pathOf({ name, folder });
      // Days of one month may share an address.
      if (found.get(unpacked(path))?.request === request) continue;
      if (found.has(unpacked(path)))
        throw sourceFailure(
          "SourceUnexpected",
          `${path}: two addresses give their files this name on that day; put another name behind one of them: #name.csv`,
        );
      found.set(unpacked(path), { name, folder: alone ? undefined : folder, path, url, dated, request });
    }
  }
  return [...found.values()];
}

const unpacked = (path: string) => path.replace(/\.gz$/i, "");

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** The days of a span, or of the look-back, up to the date. */
function daysUntil(date: string, from: string | undefined, lookback: number): readonly string[] {
  const last = Date.parse(date);
  const first = from === undefined ? last - lookback * dayMilliseconds : Date.parse(from);
  const count = Math.round((last - first) / dayMilliseconds) + 1;
  return Array.from({ length: count }, (_, index) =>
    new Date(first + index * dayMilliseconds).toISOString().slice(0, 10),
  );
}
