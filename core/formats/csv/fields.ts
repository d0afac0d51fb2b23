/** Splits a record's text into fields. */
import type { RawRecord } from "./scanner";

const quote = 34;

/** The fields of one record; the object is reused for the next record. */
export interface Fields {
  /** What `starts` and `ends` refer to: the record's bytes or, if it has quotes, a copy without them. */
  bytes: Buffer;
  /** Number of fields, which may be more than `starts` has room for. */
  count: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** True if every byte of the record is below 0x80. */
  ascii: boolean;
  /** True if a field without room is not empty. */
  more: boolean;
}

/** Splits a record. Its result is valid until the next call. */
export type Splitter = (record: RawRecord) => Fields;

/** Makes a splitter that stores the positions of at most `room` fields. Its result is valid until the next call. */
export function makeSplitter(delimiter: number, room: number): Splitter {
  const starts = new Int32Array(room);
  const ends = new Int32Array(room);
  const fields: Fields = { bytes: Buffer.alloc(0), count: 0, starts, ends, ascii: true, more: false };
  let copy = Buffer.alloc(0);

  function plain(bytes: Buffer, from: number, to: number): Fields {
    let count = 0;
    let start = from;
    let seen = 0;
    for (let at = from; at < to; at++) {
      const byte = bytes[at]!;
      seen |= byte;
      if (byte !== delimiter) continue;
      if (count < room) {
        starts[count] = start;
        ends[count] = at;
      } else if (at > start) fields.more = true;
      count++;
      start = at + 1;
    }
    if (count < room) {
      starts[count] = start;
      ends[count] = to;
    } else if (to > start) fields.more = true;
    fields.bytes = bytes;
    fields.count = count + 1;
    fields.ascii = seen < 0x80;
    return fields;
  }

  /** The scanner has checked that every quote is in a valid position. */
  function unquoted(bytes: Buffer, from: number, to: number): Fields {
    if (copy.length < to - from) copy = Buffer.allocUnsafe(2 * (to - from));
    let count = 0;
    let size = 0;
    let start = 0;
    let seen = 0;
    let inside = false;
    for (let at = from; at <= to; at++) {
      const byte = at < to ? bytes[at]! : -1;
      if (byte === quote) {
        if (inside && at + 1 < to && bytes[at + 1] === quote) {
          copy[size++] = quote;
          at++;
        } else inside = !inside;
      } else if (at === to || (byte === delimiter && !inside)) {
        if (count < room) {
          starts[count] = start;
          ends[count] = size;
        } else if (size > start) fields.more = true;
        count++;
        start = size;
      } else {
        seen |= byte;
        copy[size++] = byte;
      }
    }
    fields.bytes = copy;
    fields.count = count;
    fields.ascii = seen < 0x80;
    return fields;
  }

  return (record) => {
    const { bytes, from, to } = record;
    fields.more = false;
    return record.quoted && !record.unclosed ? unquoted(bytes, from, to) : plain(bytes, from, to);
  };
}
