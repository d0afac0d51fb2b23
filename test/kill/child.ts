/** A run in a process of its own that kills itself at one call: `child.js <home> <rows> <day> <call> <moment>`. */
import { mhealth } from "../../datasets/mhealth";
import { makeLocalPorts } from "../../local/ports";
import { run } from "../../local/run";
import { counted } from "./counted";

const [home = "", rows = "", day = "", call = "", moment = ""] = process.argv.slice(2);
const quiet = { progress: () => undefined, warn: () => undefined };
let calls = 0;
const ports = counted(makeLocalPorts({ home, log: quiet }), (number, when) => {
  calls = number;
  if (number === Number(call) && when === moment) process.kill(process.pid, "SIGKILL");
});

void run(mhealth, { rows: Number(rows), date: day }, ports, {
  begin: () => undefined,
  end: () => undefined,
}).then((document) => {
  process.stdout.write(JSON.stringify({ status: document.status, error: document.error, calls }));
});
