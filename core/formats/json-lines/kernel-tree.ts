/** A tree of paths in the kernel's memory, as core/kernel/assembly/json.ts reads it. */
import type { Node } from "./tree";

/** Levels of the tree that the kernel takes: with those of a value that it skips they stay below the scanner's limit. */
const mostLevels = 64;
const entryBytes = 24;
const noKey = 0xffffffff;
/** The kernel's hash of a key: its first 8 bytes times this, the upper half, plus its length. */
const factor = 0x9e3779b97f4a7c15n;

/**
 * Writes the tree below a root from `at` on, which is a multiple of 8. `slotAt`: addresses of what the kernel knows of slots. Returns
 * the address of the root's keys and the end; undefined if it takes more than `room` bytes or has too many levels.
 */
export function writeTree(
  root: Node,
  memory: Buffer,
  at: number,
  room: number,
  slotAt: (slot: number) => number,
): { readonly keys: number; readonly end: number } | undefined {
  let end = at;
  let fits = true;
  const allocate = (bytes: number): number => {
    const start = end;
    if (bytes + 8 > at + room - end) fits = false;
    if (!fits) return start;
    end = (end + bytes + 7) & ~7;
    memory.fill(0, start, end);
    return start;
  };
  const word = (value: number, address: number) => void (fits && memory.writeUInt32LE(value, address));

  function writeNode(node: Node, level: number): number {
    if (level > mostLevels) fits = false;
    if (!fits) return 0;
    const start = allocate(16);
    if (node.slots.length > 0) {
      const list = allocate(4 + 4 * node.slots.length);
      word(node.slots.length, list);
      node.slots.forEach((slot, index) => word(slotAt(slot), list + 4 + 4 * index));
      word(list, start + 4);
    }
    if (node.keys) word(writeKeys(node.keys.flat(), level), start + 8);
    if (node.places) word(writePlaces(node.places, level), start + 12);
    return start;
  }

  function writePlaces(places: Node["places"], level: number): number {
    const list = allocate(4 + 4 * places!.length);
    word(places!.length, list);
    places!.forEach((node, place) => node && word(writeNode(node, level + 1), list + 4 + 4 * place));
    return list;
  }

  /** A table with open addressing. */
  function writeKeys(nodes: readonly (Node | undefined)[], level: number): number {
    const mask = 2 ** Math.ceil(Math.log2(2 * nodes.length + 2)) - 1;
    const table = allocate(8 + entryBytes * (mask + 1));
    word(mask, table);
    for (let slot = 0; slot <= mask; slot++) word(noKey, table + 8 + entryBytes * slot + 8);
    for (const node of nodes) {
      if (!node || !fits) continue;
      const { key } = node;
      const text = allocate(key.length + 8);
      if (!fits) break;
      key.copy(memory, text);
      const first = memory.readBigUInt64LE(text);
      const hash = Number(BigInt.asUintN(64, first * factor) >> 32n) + key.length;
      let slot = hash & mask;
      const entry = () => table + 8 + entryBytes * slot;
      while (memory.readUInt32LE(entry() + 8) !== noKey) slot = (slot + 1) & mask;
      memory.writeBigUInt64LE(first, entry());
      word(key.length, entry() + 8);
      word(text, entry() + 16);
      const place = entry() + 12;
      word(writeNode(node, level + 1), place);
    }
    return table;
  }

  const keys = writeKeys(root.keys!.flat(), 0);
  return fits ? { keys, end } : undefined;
}
