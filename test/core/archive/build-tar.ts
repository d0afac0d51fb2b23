import { pack, type Header } from "tar-stream";
import { whole } from "./stored";

/** A tar of these members, packed by tar-stream. */
export async function buildTar(
  members: readonly (Partial<Header> & { name: string; data?: Uint8Array })[],
): Promise<Buffer> {
  const packing = pack();
  for (const { data, ...header } of members) {
    if (header.type && header.type !== "file") packing.entry(header);
    else packing.entry(header, Buffer.from(data ?? []));
  }
  packing.finalize();
  return whole(packing as AsyncIterable<Uint8Array>);
}
