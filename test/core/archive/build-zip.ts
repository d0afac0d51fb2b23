import { crc32, deflateRawSync } from "node:zlib";

/** A member to pack, with the lies its headers tell; what is left out is true. */
export interface Packed {
  readonly name: string | Uint8Array;
  readonly data?: Uint8Array;
  /** Deflate unless 0; other numbers are stated over deflated bytes. */
  readonly method?: number;
  readonly flags?: number;
  readonly crc?: number;
  readonly size?: number;
  /** Unix mode, kind included. */
  readonly mode?: number;
  /** Sizes and offset in a zip64 extra field. */
  readonly zip64?: boolean;
  /** Bytes put behind the compressed data and counted as such. */
  readonly trailing?: Uint8Array;
  /** Where the directory says that its local header is. */
  readonly at?: number;
  /** Length of an extra field that the local header alone has. */
  readonly localExtra?: number;
}

/** How the directory's end is written. */
export interface ZipEnd {
  readonly zip64?: boolean;
  readonly entryCount?: number;
  readonly comment?: string;
}

/** A zip of these members, as the format's description (APPNOTE 6.3) lays them out. */
export function buildZip(members: readonly Packed[], end: ZipEnd = {}): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const { local, central } = headers(member, offset);
    locals.push(local);
    directory.push(central);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const count = end.entryCount ?? members.length;
  return Buffer.concat([...locals, central, directoryEnd(count, central.length, offset, end)]);
}

function headers(member: Packed, offset: number): { local: Buffer; central: Buffer } {
  const { data = new Uint8Array(), method = 8, flags = 0x800, trailing = new Uint8Array() } = member;
  const name = Buffer.from(member.name as string);
  const packed = Buffer.concat([method === 0 ? data : deflateRawSync(data), trailing]);
  const size = member.size ?? data.length;
  const crc = member.crc ?? crc32(data);
  const extra = member.zip64 ? uint([2, 1], [2, 24], [8, size], [8, packed.length], [8, offset]) : uint();
  const sizes: Field[] = member.zip64
    ? [
        [4, 0xffffffff],
        [4, 0xffffffff],
      ]
    : [
        [4, packed.length],
        [4, size],
      ];
  const shared: Field[] = [[2, 45], [2, flags], [2, method], [2, 0], [2, 33], [4, crc], ...sizes];
  const lengths: Field[] = [
    [2, name.length],
    [2, extra.length],
  ];
  return {
    local: Buffer.concat([
      uint([4, 0x04034b50], ...shared, [2, name.length], [2, extra.length + (member.localExtra ?? 0)]),
      name,
      extra,
      Buffer.alloc(member.localExtra ?? 0),
      packed,
    ]),
    central: Buffer.concat([
      uint([4, 0x02014b50], [2, 0x031e], ...shared, ...lengths),
      uint([2, 0], [2, 0], [2, 0], [4, ((member.mode ?? 0o100644) << 16) >>> 0]),
      uint([4, member.zip64 ? 0xffffffff : (member.at ?? offset)]),
      name,
      extra,
    ]),
  };
}

function directoryEnd(count: number, size: number, offset: number, { zip64, comment = "" }: ZipEnd): Buffer {
  const at = offset + size;
  const wide = uint([4, 0x06064b50], [8, 44], [2, 45], [2, 45], [4, 0], [4, 0]);
  const record = Buffer.concat([wide, uint([8, count], [8, count], [8, size], [8, offset])]);
  const locator = uint([4, 0x07064b50], [4, 0], [8, at], [4, 1]);
  const [shortCount, shortSize] = zip64 ? [0xffff, 0xffffffff] : [count, size];
  const short = uint([4, 0x06054b50], [2, 0], [2, 0], [2, shortCount], [2, shortCount], [4, shortSize]);
  const last = [short, uint([4, zip64 ? 0xffffffff : offset], [2, comment.length]), Buffer.from(comment)];
  return Buffer.concat(zip64 ? [record, locator, ...last] : last);
}

type Field = readonly [bytes: 2 | 4 | 8, value: number];

function uint(...fields: readonly Field[]): Buffer {
  return Buffer.concat(
    fields.map(([bytes, value]) => {
      const buffer = Buffer.alloc(bytes);
      if (bytes === 8) buffer.writeBigUInt64LE(BigInt(value));
      else buffer.writeUIntLE(value, 0, bytes);
      return buffer;
    }),
  );
}
