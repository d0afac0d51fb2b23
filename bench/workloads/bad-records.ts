/** A workload with bad records in it. */
import type { Workload } from "./workload";

/** What is wrong with a bad record, in turn: a string instead of a number, a field too many, a field too few. */
const faults: readonly ((line: string) => string)[] = [
  (line) => `n/a${line.slice(line.indexOf(","))}`,
  (line) => `${line},1`,
  (line) => line.slice(line.indexOf(",") + 1),
];

/** Spoils each `every`th record. Records must be lines, and the first field a number. */
export const withBadRecords = (workload: Workload, every: number): Workload => ({
  ...workload,
  name: `${workload.name}-bad`,
  async *bytes() {
    let rest = "";
    let number = 0;
    for await (const chunk of workload.bytes()) {
      const lines = (rest + Buffer.from(chunk).toString("latin1")).split("\n");
      rest = lines.pop()!;
      const spoilt = lines.map((line) => {
        const bad = number > 0 && number % every === 0;
        const fault = faults[(number++ / every) % faults.length];
        return bad ? fault!(line) : line;
      });
      yield Buffer.from(`${spoilt.join("\n")}\n`, "latin1");
    }
    if (rest !== "") yield Buffer.from(rest, "latin1");
  },
});
