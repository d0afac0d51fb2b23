import { formatName, formatOf } from "../../contract/formats";
import type { Plan } from "../../contract/plan";
import { members, type Member } from "../../core/archive";
import { openMember } from "../../core/formats";
import { summed } from "../../core/run/checksum";
import type { Manifest, RawFile, Slice } from "../../core/run/documents";
import { failure } from "../../core/run/failure";
import type { Ports } from "../../core/run/ports";
import type { FileFacts, SourceFacts } from "../../core/sources/source";

/** An archive or a plain file, stored as an object. */
export interface Stored {
  readonly key: string;
  /** Its name at the source. */
  readonly name: string;
  /** As in an `OpenedArchive`. @default undefined: it is the source's only one */
  readonly folder?: string | undefined;
  /** What is known of its files. */
  readonly facts: FileFacts;
  /** What is known of some of them, by path, instead. */
  readonly byFile: SourceFacts["files"];
}

/** What to unpack, and where the files go. */
export interface Unpacking {
  readonly archives: readonly Stored[];
  /** What the archives together are called. */
  readonly name: string;
  /** Prefix of the raw files. */
  readonly prefix: string;
  readonly plan: Plan;
  readonly generated: boolean;
}

type Skipped = Manifest["skipped"][number];

interface Unpacked {
  readonly files: readonly RawFile[];
  readonly skipped: Manifest["skipped"];
  readonly slices: readonly Slice[];
}

/** Key of a raw file. The number keeps names apart that a file system may treat as equal. */
const rawKey = (prefix: string, number: number, file: string) =>
  `${prefix}${String(number).padStart(5, "0")}-${(file.split("/").at(-1) ?? "").replace(/[^A-Za-z0-9._-]/g, "_").slice(-100)}`;

/** Streams the members of each archive to raw files, and scans and cuts each on its way. */
export async function unpack(unpacking: Unpacking, ports: Pick<Ports, "store" | "log">): Promise<Unpacked> {
  const { archives, name, prefix, plan, generated } = unpacking;
  const { layouts, limits } = plan;
  const files: RawFile[] = [];
  const skipped: Skipped[] = [];
  const misfits: string[] = [];
  let unreadable = 0;
  const slices: Slice[] = [];
  let bytes = 0;
  let records = 0;

  async function unpackOne(archive: Stored): Promise<void> {
    const path = (member: Pick<Member, "path" | "alone">) => pathIn(archive, member);
    const taken = { members: files.length + skipped.length, bytes };
    const meant = (inside: string) => isMeant(path({ path: inside }), plan);
    for await (const member of members(ports.store, archive.key, archive.name, { ...limits, taken }, meant)) {
      const file = path(member);
      if (member.odd && !(member.odd.refusal && isMeant(file, plan))) {
        skipped.push({ file, size: member.size ?? 0, firstLine: "", why: `is ${member.odd.what}` });
        continue;
      }
      const known = Object.hasOwn(archive.byFile, file) ? archive.byFile[file]! : archive.facts;
      const raw = await openMember({ path: file, bytes: member.bytes, ...known }, layouts, limits.partBytes);
      if (raw.kind === "skipped") {
        skipped.push({ file, size: await raw.size(), firstLine: raw.firstLine });
        if (raw.unreadable) unreadable += 1;
        misfits.push(...raw.misfits.map((misfit) => `${file}: ${misfit}`));
        continue;
      }
      const key = rawKey(prefix, files.length, file);
      const summedRaw = summed(raw.stored);
      await ports.store.put(key, summedRaw.bytes);
      const { slices: cut, own, ...result } = raw.result();
      const layout = layouts.find((each) => each.name === result.layout);
      slices.push(...cut.map((slice) => ({ file: files.length, ...slice })));
      files.push({
        file,
        key,
        ...result,
        checksum: summedRaw.checksum(),
        fetchedAt: known.fetchedAt,
        ...(known.asOf === undefined ? {} : { asOf: known.asOf }),
        generated,
        format: { [formatName(layout ?? {})]: own },
      });
      bytes += result.storedSize;
      records += result.records;
      ports.log.progress({ step: "Ingest", bytes, rows: records });
    }
  }

  for (const archive of archives) await unpackOne(archive);
  if (files.length === 0) throw nothingFits(name, skipped, misfits, plan, unreadable === skipped.length);
  if (misfits.length > 0) throw someDoNotFit(name, misfits, plan);
  return { files, skipped, slices };
}

/** The path of a member among all files of the source. */
export function pathIn({ name, folder }: Stored, member: Pick<Member, "path" | "alone">): string {
  if (folder === undefined) return member.path;
  return member.alone ? `${folder}${member.path}` : `${folder}${name}/${member.path}`;
}

const isMeant = (file: string, { layouts }: Plan) =>
  layouts.some(({ files }) => new RegExp(files).test(file));

/** At most ten lines, and how many more there are. */
function some(lines: readonly string[]): string {
  const shown = lines.slice(0, 10).map((line) => `  ${line}`);
  if (lines.length > 10) shown.push(`  … and ${lines.length - 10} more`);
  return shown.join("\n");
}

/** The error for an archive with an unreadable file that is meant for the data set: a part is not the whole. */
function someDoNotFit(name: string, misfits: readonly string[], plan: Plan): Error {
  return failure(
    "NoLayoutFits",
    `${name}: some of its files match a path of ${plan.dataset} but not its layout, so no file is read:\n${some(misfits)}\n` +
      `Fix them, add a layout to datasets/${plan.dataset}.ts, or narrow "files" of the layout there.`,
  );
}

/** The error for an archive in which no file fits. It shows what was found and what was expected. */
function nothingFits(
  name: string,
  skipped: Manifest["skipped"],
  misfits: readonly string[],
  plan: Plan,
  unreadable: boolean,
): Error {
  if (skipped.length === 0)
    return failure("NoLayoutFits", `${name} holds no files. Check that it is the right archive.`);
  const contract = `datasets/${plan.dataset}.ts`;
  let advice = `Add a layout to ${contract}, or give the right archive.`;
  if (misfits.length > 0)
    advice = `Fix the file or its layout in ${contract}, add a layout there, or give the right archive.`;
  if (unreadable)
    advice = skipped.length === 1 ? "Fix the file, then run again." : "Fix one of the files, then run again.";
  const found = skipped.map(({ file, firstLine, why }) => `${file}: ${why ?? (firstLine || "(empty)")}`);
  const tried = plan.layouts.map(
    (layout) => `  ${layout.name}: path matches ${layout.files}, ${formatOf(layout).wanted(layout)}`,
  );
  return failure(
    "NoLayoutFits",
    `${name}: no file matches a layout of ${plan.dataset} (files checked: ${skipped.length}).\n` +
      `First lines found:\n${some(found)}\nLayouts tried:\n${tried.join("\n")}\n` +
      (misfits.length > 0 ? `${some(misfits)}\n` : "") +
      advice,
  );
}
