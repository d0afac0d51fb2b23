/** How many bytes show what a file is: one header of a tar. */
export const magicBytes = 512;

/** How the bytes are packed, judged by their beginning; a tar shows only after unpacking. */
export function packingOf(head: Uint8Array): "zip" | "gzip" | "none" {
  if (startsWith(head, "504b0304") || startsWith(head, "504b0506") || startsWith(head, "504b0708"))
    return "zip";
  // Deflate is the only method of gzip, and three of the flags are reserved.
  const [method = 8, flags = 0] = head.subarray(2);
  return startsWith(head, "1f8b") && method === 8 && flags < 0x20 ? "gzip" : "none";
}

/** True if the bytes begin with a tar header: of POSIX or GNU, or of the older tars without a magic string. */
export function isTar(head: Uint8Array): boolean {
  if (head.length < magicBytes) return false;
  const header = Buffer.from(head.buffer, head.byteOffset, magicBytes);
  return header.toString("latin1", 257, 262) === "ustar" || (header[0] !== 0 && headerAddsUp(header));
}

/** True if a tar header's checksum is the sum of its bytes, with the checksum field counted as blanks. */
export function headerAddsUp(header: Buffer): boolean {
  const stated = /^ *([0-7]+)[ \0]*$/.exec(header.toString("latin1", 148, 156))?.[1];
  let sum = 8 * 32;
  for (let at = 0; at < magicBytes; at++) if (at < 148 || at >= 156) sum += header[at]!;
  return stated !== undefined && parseInt(stated, 8) === sum;
}

/** The name of a packing that is known but not supported, so that it does not pass for a text file. */
export function refusedPacking(head: Uint8Array): string | undefined {
  if (isCompress(head)) return "a file of compress (.Z)";
  if (isCpio(head)) return "a cpio archive";
  return refused.find(([, magic]) => startsWith(head, magic))?.[0];
}

/** The name of any packing, supported or not. */
export function anyPacking(head: Uint8Array): string | undefined {
  const packing = packingOf(head);
  if (packing !== "none") return packing === "zip" ? "a zip archive" : "a gzip file";
  return isTar(head) ? "a tar archive" : refusedPacking(head);
}

/** True if the bytes begin an AppleDouble file, in which macOS keeps another file's attributes. */
export const isAppleDouble = (head: Uint8Array) => startsWith(head, "00051607");

const refused: readonly (readonly [name: string, magic: string])[] = [
  ["a 7z archive", "377abcaf271c"],
  ["a RAR archive", "526172211a07"],
  ["an xz file", "fd377a585a00"],
  ["a Zstandard file", "28b52ffd"],
  // A Zstandard file written by several threads begins with a frame to skip.
  ["a Zstandard file", "502a4d18"],
  // Check the first block, or the end of an empty file, too: "BZh9" alone may be text.
  ...[..."123456789"].flatMap((level): [string, string][] =>
    ["314159265359", "177245385090"].map((block) => ["a bzip2 file", `425a683${level}${block}`]),
  ),
  ["an LZ4 file", "04224d18"],
  ["an LZ4 file", "02214c18"],
  ["an lzip file", "4c5a495001"],
  ["an LZMA file", "5d0000"],
  ["an lzop file", "894c5a4f000d0a1a0a"],
  ["a Snappy file", "ff060000734e61507059"],
  ["an ar archive", "213c617263683e0a"],
  ["a cabinet file", "4d53434600000000"],
];

// Many data files begin with these two bytes. The next byte has the code's bits, 9 to 16, and two reserved bits.
function isCompress(head: Uint8Array): boolean {
  const [flags = 0] = head.subarray(2);
  const bits = flags & 0x1f;
  return startsWith(head, "1f9d") && (flags & 0x60) === 0 && bits >= 9 && bits <= 16;
}

// The header of a binary cpio, in 16-bit words: the fourth is the mode of a known kind of file, the eleventh the name's length.
function isCpio(head: Uint8Array): boolean {
  if (!startsWith(head, "c771") || head.length < 28) return false;
  const words = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const kind = words.readUInt16LE(6) >> 12;
  const name = words.subarray(26, 26 + words.readUInt16LE(20));
  return [1, 2, 4, 6, 8, 10, 12].includes(kind) && name.indexOf(0) === name.length - 1 && name.length > 1;
}

function startsWith(head: Uint8Array, hex: string): boolean {
  return Buffer.from(head.subarray(0, hex.length / 2)).toString("hex") === hex;
}
