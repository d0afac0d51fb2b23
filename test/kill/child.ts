/**
 * A process that begins one run after the other, each in a home of its own, leaves each where it stands at one call, with nothing
 * caught and nothing tidied, and then kills itself: `child.js <rows> <day> <deaths>`. A process for each would do the same to the
 * store, and mostly start.
 */
import { mhealth } from "../../datasets/mhealth";
import { makeLocalPorts } from "../../local/local-ports";
import { run, type RunDocument } from "../../local/run";
import { counted, type Moment } from "./counted";

/** Where a run dies; call 0 is none. */
export interface Death {
  readonly home: string;
  readonly call: number;
  readonly moment: Moment;
}

/** What became of a run: its end, where it lived to see one, and the calls until then. */
export interface Fate {
  readonly status?: RunDocument["status"];
  readonly calls: number;
}

const [rows = "", day = "", deaths = "[]"] = process.argv.slice(2);
const quiet = { progress: () => undefined, warn: () => undefined };
const nobody = { begin: () => undefined, end: () => undefined };
const forever = new Promise<never>(() => undefined);

async function die({ home, call, moment }: Death): Promise<Fate> {
  let calls = 0;
  let isDead = false;
  let tell = () => undefined as void;
  const died = new Promise<undefined>((resolve) => (tell = () => resolve(undefined)));
  const ports = counted(makeLocalPorts({ home, log: quiet }), (number, when) => {
    calls = number;
    if (number === call && when === moment) {
      isDead = true;
      tell();
    }
    // Whatever else the run was about to do at the same time does not happen either.
    return isDead ? forever : undefined;
  });
  const ended = await Promise.race([run(mhealth, { rows: Number(rows), date: day }, ports, nobody), died]);
  return ended ? { status: ended.status, calls } : { calls };
}

async function main(): Promise<void> {
  const fates: Fate[] = [];
  for (const death of JSON.parse(deaths) as Death[]) fates.push(await die(death));
  process.stdout.write(JSON.stringify(fates), () => process.kill(process.pid, "SIGKILL"));
}

if (require.main === module) void main();
