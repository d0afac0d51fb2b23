/** What `init` does: looks at data, writes the data set, runs it, and says what to check. */
import { rm } from "node:fs/promises";
import { basename } from "node:path";
import { sourceKind } from "../contract/sources";
import { sourceOf } from "../core/sources";
import { makeGivenSource } from "../local/archive";
import { discover, type Discovery, type InitInput } from "../local/init";
import { contractText } from "../local/init/contract";
import type { Question } from "../local/init/types";
import { keepFetched } from "../local/init/kept-fetch";
import { makeLocalPorts, type LocalPorts } from "../local/local-ports";
import { run, type RunDocument } from "../local/run";
import { filesAt, isAddress } from "./given-data";
import type { InitFlags } from "./init-command";
import { home, parsePath } from "./options";
import { makeProgress } from "./progress";
import { contractModule, registerDataset, writeDataset } from "./project-datasets";
import { show } from "./show";
import { screenOf, wrapped } from "./terminal";
import { counted } from "./words";

/** The document of `data-flow init --json`. */
export interface InitDocument {
  readonly dataset: string;
  readonly status: RunDocument["status"];
  /** The data set's file, below the working directory. */
  readonly file: string;
  /** What is not certain, in sentences. */
  readonly unsure: readonly string[];
  readonly run: RunDocument;
}

/** Writes and runs the data set of that name. What is fetched is kept until the run has read it. */
export async function initDataset(
  name: string,
  data: string,
  flags: InitFlags,
  out: NodeJS.WriteStream,
): Promise<InitDocument> {
  const progress = makeProgress(out);
  const local = makeLocalPorts({ home: home(), log: progress });
  const kept = local.store.temporary();
  const ports = { ...local, fetch: keepFetched(local.fetch, kept) };
  try {
    const found = await discover(inputOf(name, data, flags, ports), ports, progress.steps).catch(
      (error: unknown) => {
        progress.steps.end(true);
        throw error;
      },
    );
    progress.steps.end(false);
    writeDataset(name, contractText(found.contract, contractModule()));
    const registered = registerDataset(name);
    const input = isAddress(data) ? { live: true } : { archive: parsePath(data) };
    const document = await run(found.dataset, { ...input, force: true }, ports, progress);
    await show(found.dataset, document, ports, out, input);
    out.write(`\n${tell(name, found, registered, screenOf(out) ?? 100)}`);
    return {
      dataset: name,
      status: document.status,
      file: `datasets/${name}.ts`,
      unsure: found.unsure,
      run: document,
    };
  } finally {
    await rm(kept, { recursive: true, force: true });
  }
}

/** What to look at: an address as a run will fetch it, or what is on this machine. */
function inputOf(name: string, data: string, flags: InitFlags, ports: LocalPorts): InitInput {
  const { key, dates, decimal } = flags;
  const common = {
    name,
    ...(key ? { key } : {}),
    ...(dates ? { dates } : {}),
    ...(decimal ? { decimal } : {}),
    ask: (column: string, question: Question) => sentenceOf(name, data, flags, column, question),
  };
  const now = () => ports.clock.now();
  if (isAddress(data)) {
    const described = filesAt(data);
    const source = sourceOf({ source: described }, ports, { date: now().toISOString().slice(0, 10) });
    return {
      ...common,
      described,
      source,
      origin: data,
      page: new URL(data).origin,
      daily: sourceKind(described).byDay?.(described) === true,
    };
  }
  const path = parsePath(data);
  return {
    ...common,
    described: { kind: "local" },
    source: makeGivenSource(path, now),
    origin: basename(path),
  };
}

/** A question, and the command that answers it. */
function sentenceOf(
  name: string,
  data: string,
  { key, dates, decimal, force, json }: InitFlags,
  column: string,
  { kind, example, answers }: Question,
): string {
  const given = [
    ...(key ? [`--key ${spelled(key.join(","))}`] : []),
    ...(dates ? [`--dates ${dates}`] : []),
    ...(decimal ? [`--decimal ${decimal}`] : []),
    ...(force ? ["--force"] : []),
    ...(json ? ["--json"] : []),
  ];
  const command = ["npm run data-flow -- init", name, spelled(data), ...given].join(" ");
  const text = JSON.stringify(example);
  const ways = answers.map(({ answer, means }) => `--${kind} ${answer} (${means})`);
  const doubt =
    kind === "dates"
      ? `every date of ${column}, such as ${text}, can be read in several ways`
      : `every number of ${column}, such as ${text}, may have a decimal sign or thousands`;
  return `${doubt}. Say which: ${command} ${ways.join(" or ")}. Nothing is written.`;
}

/** A word of a command, in quotes if it needs them. */
const spelled = (text: string) => (/^[\w./:,~-]+$/.test(text) ? text : JSON.stringify(text));

/** What was written, and what is not certain, for people: records count from 1. */
export function tell(
  name: string,
  { unsure, quarantined, odd }: Pick<Discovery, "unsure" | "quarantined" | "odd">,
  registered: boolean,
  screen: number,
): string {
  const lines = [
    `Written: datasets/${name}.ts.${registered ? "" : ` Add ${name} to datasets/index.ts: it has a form that this command does not know.`}`,
  ];
  if (quarantined > 0) {
    lines.push(`${counted(quarantined, "record")} cannot be read, such as:`);
    for (const { file, row, reason, text } of odd)
      lines.push(`  ${file}, record ${row + 1}: ${reason}: ${text.slice(0, 100)}`);
  }
  if (unsure.length > 0) lines.push("What to check:", ...unsure.map((sentence) => `  - ${sentence}`));
  return `${lines.map((line) => wrapped(line, screen)).join("\n")}\n`;
}
