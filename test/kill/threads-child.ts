/** A run of several parts that says when threads convert, interrupted like the command: `threads-child.js <home> <rows> <day>`. */
import { watchSignals, whenInterrupted } from "../../cli/interruption";
import { mhealth } from "../../datasets/mhealth";
import { makeLocalPorts } from "../../local/local-ports";
import { run } from "../../local/run";

const [home = "", rows = "", date = ""] = process.argv.slice(2);

watchSignals();
whenInterrupted(() => "The run stopped.");
const log = {
  progress: ({ step }: { readonly step: string }) => {
    if (step === "Convert") process.stdout.write("converting\n");
  },
  warn: () => undefined,
};
const watch = { begin: () => undefined, end: () => undefined };
const ports = makeLocalPorts({ home, log });
void run(mhealth, { rows: Number(rows), date }, ports, watch, { smallestPart: 200_000 });
