/** Reads the number of rows from a Parquet file's footer, which is in Thrift's compact protocol. */
import { failure } from "../run/failure";

const stop = 0;
const numberOfRows = 3;

/** Bytes of the footer, including the file's last 8 bytes, which state it; undefined if they are not the end of a Parquet file. */
export function footerSize(tail: Buffer): number | undefined {
  if (tail.length < 12 || tail.toString("latin1", tail.length - 4) !== "PAR1") return undefined;
  return tail.readUInt32LE(tail.length - 8) + 8;
}

/** The number of rows stated at the end of a file, footer included; undefined if it is unreadable. */
export function footerRows(tail: Buffer): number | undefined {
  const size = footerSize(tail);
  if (size === undefined || size > tail.length) return undefined;
  const thrift = makeThrift(tail.subarray(tail.length - size));
  for (let field = 0; ;) {
    const header = thrift.byte();
    const type = header & 15;
    if (type === stop) return undefined;
    field = header >> 4 ? field + (header >> 4) : thrift.integer();
    if (field === numberOfRows) return thrift.integer();
    thrift.skip(type);
  }
}

// Room for the footer at the end of a file: about 200 bytes for each column of each row group.
const tailBytes = 16 * 1024 * 1024;

/**
 * Passes on a file's bytes. Instead of ending it throws `ParquetTruncated` unless the footer has the number of rows from
 * `expected`, which it calls at the end. Undefined from `expected` means that the end came too early, whatever the footer says.
 */
export async function* checkRows(
  key: string,
  chunks: AsyncIterable<Uint8Array>,
  expected: () => number | undefined,
): AsyncGenerator<Uint8Array, void> {
  const tail: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    tail.push(chunk);
    size += chunk.length;
    while (size - tail[0]!.length > tailBytes) size -= tail.shift()!.length;
    yield chunk;
  }
  const rows = expected();
  const found = footerRows(Buffer.concat(tail));
  if (rows === undefined || found !== rows)
    throw failure(
      "ParquetTruncated",
      `${key}: ${rows ?? "more"} rows were written and the file has ${found ?? "no footer"}; nothing was stored. Run the step again`,
    );
}

function makeThrift(bytes: Buffer) {
  let at = 0;
  const byte = () => bytes[at++] ?? 0;
  const unsigned = () => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const next = byte();
      value += (next & 127) * shift;
      if (next < 128) return value;
    }
  };
  /** A zigzag number, up to 2^53. */
  const integer = () => {
    const value = unsigned();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  };
  const skipItems = (header: number) => {
    const type = header & 15;
    let count = header >> 4;
    if (count === 15) count = unsigned();
    // In a list a boolean takes a byte; in a struct it takes none.
    for (; count > 0; count--)
      if (type <= 2) at++;
      else skip(type);
  };
  const skip = (type: number): void => {
    if (type === 3) at++;
    else if (type >= 4 && type <= 6) unsigned();
    else if (type === 7) at += 8;
    else if (type === 8) {
      const length = unsigned();
      at += length;
    } else if (type === 9 || type === 10) skipItems(byte());
    else if (type === 12)
      for (let header = byte(); (header & 15) !== stop; header = byte()) {
        if (header >> 4 === 0) unsigned();
        skip(header & 15);
      }
    else if (type > 2) at = bytes.length;
  };
  return { byte, integer, skip };
}
