/** Joins several values of a record to the string of one column. */

/** Collects values. `bytes` up to `size` are the values so far with the separator between; none if all of them are empty. */
export interface Joiner {
  bytes: Buffer;
  size: number;
  /** Forgets the values. */
  clear(): void;
  /** Adds the value `bytes[from .. to]`. */
  add(bytes: Uint8Array, from: number, to: number): void;
}

/** Makes a joiner that puts `join` between two values. */
export function makeJoiner(join: string): Joiner {
  const separator = Buffer.from(join);
  let values = 0;
  let written = 0;
  let isEmpty = true;
  const put = (bytes: Uint8Array, from: number, to: number) => {
    if (joiner.bytes.length < written + to - from) {
      const grown = Buffer.alloc(2 * (written + to - from));
      grown.set(joiner.bytes.subarray(0, written));
      joiner.bytes = grown;
    }
    for (let at = from; at < to; at++) joiner.bytes[written++] = bytes[at]!;
  };
  const joiner: Joiner = {
    bytes: Buffer.alloc(64),
    size: 0,
    clear() {
      joiner.size = values = written = 0;
      isEmpty = true;
    },
    add(bytes, from, to) {
      if (values++ > 0) put(separator, 0, separator.length);
      put(bytes, from, to);
      isEmpty &&= from === to;
      joiner.size = isEmpty ? 0 : written;
    },
  };
  return joiner;
}
