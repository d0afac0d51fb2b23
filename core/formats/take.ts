/** Sends the records of a slice to its sink one by one. */
import { setInteger } from "../parquet/columns";
import type { BadRecord, RecordSink } from "./format";
import { planColumn } from "./plan-column";

/**
 * Makes a function that takes the next record: its row, which you have filled at `sink.stage.row`, or what is wrong with it.
 * `start`: offset of its first byte in the file.
 */
export function makeTake(sink: RecordSink): (start: number, bad?: Omit<BadRecord, "start">) => void {
  const { stage } = sink;
  const offset = planColumn(stage.columns, "_offset", "int64");
  return (start, bad) => {
    if (bad) {
      sink.bad({ ...bad, start }, sink.number);
      return sink.keep(0, 1);
    }
    sink.place(1);
    setInteger(offset, stage.row, start);
    sink.keep(1, 1);
  };
}
