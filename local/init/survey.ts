/** What files there are: the members of an archive, each with its beginning and end. */
import { isUtf8 } from "node:buffer";
import { members, type ArchiveLimits, type ArchiveStore } from "../../core/archive";

/** A member of what was fetched. */
export interface SurveyedFile {
  readonly path: string;
  readonly size: number;
  /** Its first bytes, at most 1 MiB. */
  readonly head: Buffer;
  /** Its last bytes, at most 64 KiB, and not those of `head`. */
  readonly tail: Buffer;
  /** All its bytes are valid UTF-8. */
  readonly utf8: boolean;
  /** Why it cannot be read, such as "a link". */
  readonly odd?: string;
}

const headBytes = 1 << 20;
const tailBytes = 1 << 16;

/** Reads every member of an archive in a store once. Holds the beginnings and ends. `read`: called with the bytes read. */
export async function survey(
  store: ArchiveStore,
  key: string,
  name: string,
  limits: ArchiveLimits,
  read: (bytes: number) => void = () => undefined,
): Promise<SurveyedFile[]> {
  const files: SurveyedFile[] = [];
  let all = 0;
  for await (const { path, bytes, odd } of members(store, key, name, limits)) {
    if (odd) {
      files.push({ path, size: 0, head: Buffer.alloc(0), tail: Buffer.alloc(0), utf8: false, odd: odd.what });
      continue;
    }
    const head: Buffer[] = [];
    let [headSize, size, utf8] = [0, 0, true];
    let tail: Buffer = Buffer.alloc(0);
    let cut: Buffer = Buffer.alloc(0);
    for await (const chunk of bytes) {
      const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      size += buffer.length;
      const taken = Math.min(buffer.length, headBytes - headSize);
      if (taken > 0) head.push(Buffer.from(buffer.subarray(0, taken)));
      headSize += taken;
      if (taken < buffer.length)
        tail = Buffer.concat([tail, buffer.subarray(Math.max(taken, buffer.length - tailBytes))]).subarray(
          -tailBytes,
        );
      if (utf8) {
        const whole = cut.length > 0 ? Buffer.concat([cut, buffer]) : buffer;
        const end = characterEnd(whole);
        utf8 = isUtf8(whole.subarray(0, end));
        cut = Buffer.from(whole.subarray(end));
      }
      read((all += buffer.length));
    }
    files.push({
      path,
      size,
      head: Buffer.concat(head),
      tail: Buffer.from(tail),
      utf8: utf8 && cut.length === 0,
    });
  }
  return files;
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
