/** Reads adversarial files by the kernel and by the exact readers. */
import assert from "node:assert/strict";
import { makeKernelReader } from "../../../../core/formats/csv/kernel-reader";
import { makeExactReader } from "../../../../core/formats/csv/records";
import { makeCase, makeWitness } from "./adversarial";

/** Asserts that both readers give the same for the files of these seeds; returns how many files the kernel read, and fields. */
export function compareReaders(seeds: Iterable<number>, rows: number): { files: number; fields: number } {
  const read = { files: 0, fields: 0 };
  for (const seed of seeds) {
    const { layout, file, bytes, fields, chunks, windowBytes } = makeCase(seed, rows);
    const base = seed % 3 === 0 ? 0 : 12_345_678_901;
    const fast = makeWitness(layout, 1 + (seed % 500));
    const kernel = makeKernelReader(layout, file, base, fast.sink, windowBytes);
    if (!kernel) continue;
    for (const chunk of chunks()) kernel.feed(chunk);
    kernel.finish();
    const slow = makeWitness(layout, 1000);
    const exact = makeExactReader(layout, file, base, slow.sink);
    exact.feed(bytes);
    exact.finish();
    assert.deepEqual(fast.read(), slow.read(), `seed ${seed}`);
    read.files++;
    read.fields += fields;
  }
  return read;
}
