/** Lines of pairs: a file is read whole, as one slice. */
import { createHash } from "node:crypto";
import type { PairsLayout } from "./words";
import type { FormatReader, Member, SliceInput, SliceReader } from "../../../core/formats/format";
import { damaged } from "../../../core/formats/raw-file";
import { makeReader } from "../../../core/formats/values";
import { givenText } from "../../../core/formats/values/given";
import { makeTake } from "../../../core/formats/take";
import { failure } from "../../../core/run/failure";

async function whole(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(Buffer.from(chunk));
  return Buffer.concat(all);
}

const recordsIn = (bytes: Buffer) =>
  bytes
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "");

async function open({ path, bytes }: Member, layouts: readonly PairsLayout[]) {
  const layout = layouts.find(({ files }) => new RegExp(files).test(path));
  const content = await whole(bytes);
  const size = content.length;
  const records = recordsIn(content);
  if (!layout || records.some((line) => !line.includes("=")))
    return {
      kind: "skipped" as const,
      firstLine: records[0] ?? "",
      misfits: layout ? [`layout ${layout.name} is meant for its path, but a line has no pair`] : [],
      size: () => Promise.resolve(size),
    };
  const slices = records.length > 0 ? [{ start: 0, end: size, firstRow: 0, records: records.length }] : [];
  return {
    kind: "fitting" as const,
    stored: (async function* () {
      if (size > 0) yield await Promise.resolve(content);
    })(),
    result: () => ({
      size,
      sha256: createHash("sha256").update(content).digest("hex"),
      storedSize: size,
      layout: layout.name,
      records: records.length,
      own: {},
      slices,
    }),
  };
}

function read({ store, layout, file, sink }: SliceInput<PairsLayout>): SliceReader {
  const groups = new RegExp(layout.files).exec(file.file)?.groups ?? {};
  const readers = layout.columns.map((plan) => {
    const column = sink.stage.columns.find((each) => each.plan.name === plan.name);
    if (!column) throw failure("PlanMismatch", `${file.file}: no column ${plan.name}; start a new run`);
    const given = "pair" in plan.from ? undefined : givenText(plan, plan.from, groups);
    if (typeof given === "string") throw damaged(file, given);
    return { plan, given: given?.text, reader: makeReader(plan, column) };
  });
  const take = makeTake(sink);
  let lines: readonly string[] = [];
  let reason: string | undefined;
  return {
    async *pieces() {
      const content = await whole(store.get(file.key));
      lines = recordsIn(content);
      yield content.length;
    },
    read() {
      let start = 0;
      for (const line of lines) {
        const values = new Map(line.split(";").map((pair) => pair.split("=") as [string, string]));
        const fault = readers.find(({ plan, given, reader }) => {
          const text = Buffer.from(given ?? values.get("pair" in plan.from ? plan.from.pair : "") ?? "");
          reason = reader(text, 0, text.length, sink.stage.row);
          return reason !== undefined;
        });
        take(start, fault && { reason: reason!, column: fault.plan.name, text: () => Buffer.from(line) });
        start += Buffer.byteLength(line) + 1;
      }
    },
  };
}

/** Lines of pairs. */
export const pairs: FormatReader<PairsLayout> = { open, read };
