/** The returns of a published table, series by series. */
import type { Table } from "apache-arrow";
import type { DailyReturn } from "../../core/analysis/windows";
import type { AnalysisPlan } from "../../contract/analysis-plan";
import type { Ports } from "../../core/run/ports";
import { readTableFile } from "../../core/parquet/table-files";

const millisecondsOfDay = 86_400_000;

/** Days and returns of a series, without null returns. */
interface Series {
  days: Int32Array;
  values: Float64Array;
  count: number;
}

/**
 * All series with their returns, sorted by their bytes; twelve bytes per return. A series without returns is included with an empty
 * list. Fails as `readTableFile` does.
 */
export async function readSeries(
  { store, log }: Pick<Ports, "store" | "log">,
  { source }: Pick<AnalysisPlan, "source">,
): Promise<{ readonly rows: number; readonly series: ReadonlyMap<string, Series> }> {
  const found = new Map<string, Series>();
  let rows = 0;
  for (const file of source.files)
    for await (const table of readTableFile(store, file, [source.series, source.day, source.returns])) {
      take(found, table, source);
      rows += table.numRows;
      log.progress({ step: "Analyze", rows });
    }
  const names = [...found.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return { rows, series: new Map(names.map((name) => [name, found.get(name)!])) };
}

/** The days of a series as the analysis takes them; the analysis sorts them. */
export const dailyReturns = ({ days, values, count }: Series): DailyReturn[] =>
  Array.from({ length: count }, (_, index) => ({
    date: new Date(days[index]! * millisecondsOfDay).toISOString().slice(0, 10),
    logReturn: values[index]!,
  }));

function take(
  found: Map<string, Series>,
  table: Table,
  names: Pick<AnalysisPlan["source"], "series" | "day" | "returns">,
): void {
  const column = (name: string) => table.getChild(name)!;
  const series = column(names.series);
  // Read as milliseconds since 1970, though the file stores days.
  const days = column(names.day);
  const returns = column(names.returns);
  let name: string | undefined;
  let current: Series | undefined;
  for (let row = 0; row < table.numRows; row += 1) {
    const next = series.get(row) as string;
    if (next !== name || !current) {
      name = next;
      current = found.get(next) ?? { days: new Int32Array(256), values: new Float64Array(256), count: 0 };
      found.set(next, current);
    }
    const value = returns.get(row) as number | null;
    if (value !== null) add(current, (days.get(row) as number) / millisecondsOfDay, value);
  }
}

function add(series: Series, day: number, value: number): void {
  const { count } = series;
  if (count === series.values.length) {
    const [days, values] = [new Int32Array(2 * count), new Float64Array(2 * count)];
    days.set(series.days);
    values.set(series.values);
    Object.assign(series, { days, values });
  }
  series.days[count] = day;
  series.values[count] = value;
  series.count = count + 1;
}
