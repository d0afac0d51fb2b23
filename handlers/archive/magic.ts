/** Bytes that tell what a file is: one header of a tar. */
export const magicBytes = 512;

/** How the bytes are packed, by their beginning; a tar shows itself only after unpacking. */
export function packingOf(head: Uint8Array): "zip" | "gzip" | "none" {
  if (startsWith(head, "504b0304") || startsWith(head, "504b0506") || startsWith(head, "504b0708"))
    return "zip";
  return startsWith(head, "1f8b") ? "gzip" : "none";
}

/** Whether the bytes begin with a header of a POSIX or GNU tar. */
export function isTar(head: Uint8Array): boolean {
  return head.length >= magicBytes && Buffer.from(head.subarray(257, 262)).toString("latin1") === "ustar";
}

/** The name of a packing that is known and not read, so that it is not taken for a text file. */
export function refusedPacking(head: Uint8Array): string | undefined {
  return Object.entries(refused).find(([, magic]) => startsWith(head, magic))?.[0];
}

const refused = {
  "a 7z archive": "377abcaf271c",
  "a RAR archive": "526172211a07",
  "an xz file": "fd377a585a00",
  "a Zstandard file": "28b52ffd",
};

function startsWith(head: Uint8Array, hex: string): boolean {
  return Buffer.from(head.subarray(0, hex.length / 2)).toString("hex") === hex;
}
