/** What files there are: the members of the archives that were fetched, each with its beginning and end. */
import { isUtf8 } from "node:buffer";
import { members, type ArchiveLimits, type ArchiveStore, type Member } from "../../core/archive";
import { pathIn, type Stored } from "../../handlers/ingest/unpack";

/** A file. */
export interface SurveyedFile {
  /** Its path among all files. */
  readonly path: string;
  readonly size: number;
  /** Its first bytes, at most 256 KiB. */
  readonly head: Buffer;
  /** Its last bytes, at most 64 KiB, and not those of `head`. */
  readonly tail: Buffer;
  /** All its bytes are valid UTF-8. */
  readonly utf8: boolean;
  /** Most of its characters beyond ASCII are valid UTF-8, although some bytes are not. */
  readonly mostlyUtf8: boolean;
  /** It has a byte 0, although it is not UTF-16. */
  readonly hasNul: boolean;
  /** Why it cannot be read, such as "a link". */
  readonly odd?: string;
}

const headBytes = 1 << 18;
const tailBytes = 1 << 16;
/** Of further files less is kept, so that 10,000 of them need no more memory than a few. */
const wholeFiles = 200;

/** The members of all archives, each with its path among all files. Read the bytes of each before you ask for the next. */
export async function* allMembers(
  store: ArchiveStore,
  archives: readonly Stored[],
  limits: ArchiveLimits,
): AsyncGenerator<Member & { readonly file: string }> {
  for (const archive of archives)
    for await (const member of members(store, archive.key, archive.name, limits))
      yield { ...member, file: pathIn(archive, member) };
}

/** Reads every file once. Holds the beginnings and ends. `read`: called with the bytes read. */
export async function survey(
  store: ArchiveStore,
  archives: readonly Stored[],
  limits: ArchiveLimits,
  read: (bytes: number) => void = () => undefined,
): Promise<SurveyedFile[]> {
  const files: SurveyedFile[] = [];
  const none = Buffer.alloc(0);
  let all = 0;
  for await (const { file: path, bytes, odd } of allMembers(store, archives, limits)) {
    if (odd) {
      files.push({
        path,
        size: 0,
        head: none,
        tail: none,
        utf8: false,
        mostlyUtf8: false,
        hasNul: false,
        odd: odd.what,
      });
      continue;
    }
    const share = files.length < wholeFiles ? 1 : 16;
    const head: Buffer[] = [];
    let [headSize, size] = [0, 0];
    let tail: Buffer = none;
    let hasNul = false;
    const utf8 = makeUtf8Check();
    for await (const chunk of bytes) {
      const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      size += buffer.length;
      const taken = Math.min(buffer.length, headBytes / share - headSize);
      if (taken > 0) head.push(Buffer.from(buffer.subarray(0, taken)));
      headSize += taken;
      const rest = buffer.subarray(Math.max(taken, buffer.length - tailBytes / share));
      if (rest.length > 0) tail = Buffer.from(Buffer.concat([tail, rest]).subarray(-tailBytes / share));
      utf8.feed(buffer);
      hasNul ||= buffer.includes(0);
      read((all += buffer.length));
    }
    files.push({ path, size, head: Buffer.concat(head), tail, ...utf8.finish(), hasNul });
  }
  return files;
}

/** Tells whether bytes are valid UTF-8, chunk by chunk. */
function makeUtf8Check() {
  let cut: Buffer = Buffer.alloc(0);
  let [valid, invalid] = [0, 0];
  const take = (bytes: Buffer) => {
    // Before the first invalid byte only these have to be counted that cost nothing: none.
    if (invalid === 0 && isUtf8(bytes)) return;
    const text = bytes.toString("utf8");
    invalid += text.match(/\ufffd/g)?.length ?? 0;
    valid += text.match(/[^\0-\x7f\ufffd]/g)?.length ?? 0;
  };
  return {
    feed(chunk: Buffer): void {
      const whole = cut.length > 0 ? Buffer.concat([cut, chunk]) : chunk;
      const end = characterEnd(whole);
      take(whole.subarray(0, end));
      cut = Buffer.from(whole.subarray(end));
    },
    finish() {
      take(cut);
      return { utf8: invalid === 0, mostlyUtf8: valid > 4 * invalid };
    },
  };
}

/** The end of the last whole character of UTF-8 bytes; their end if that is not UTF-8. */
function characterEnd(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return back < length ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
