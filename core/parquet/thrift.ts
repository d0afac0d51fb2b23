/** Writes Thrift's compact protocol, in which Parquet states its metadata. */

/** A value that can be written. */
export interface ThriftValue {
  /** Its number in the protocol. */
  readonly type: number;
  write(out: ThriftOutput): void;
}

/** Bytes that grow. */
interface ThriftOutput {
  byte(value: number): void;
  /** An integer of up to 53 bits without a sign. */
  varint(value: number): void;
  bytes(value: Uint8Array): void;
}

const zigzag = (value: number) => (value < 0 ? -2 * value - 1 : 2 * value);

const integer =
  (type: number) =>
  (value: number): ThriftValue => ({
    type,
    write: (out) => out.varint(zigzag(value)),
  });

export const i16 = integer(4);
export const i32 = integer(5);
/** Up to 53 bits. */
export const i64 = integer(6);

/** As a field a boolean is its type; in a list it is a byte. */
export const bool = (value: boolean): ThriftValue => ({
  type: value ? 1 : 2,
  write: () => undefined,
});

export const binary = (value: Uint8Array | string): ThriftValue => ({
  type: 8,
  write(out) {
    const bytes = typeof value === "string" ? Buffer.from(value) : value;
    out.varint(bytes.length);
    out.bytes(bytes);
  },
});

const listType = 9;

function listHead(out: ThriftOutput, length: number, type: number) {
  out.byte((Math.min(length, 15) << 4) | type);
  if (length >= 15) out.varint(length);
}

/** A list of at least one value, all of one type. */
export const list = (values: readonly ThriftValue[]): ThriftValue => ({
  type: listType,
  write(out) {
    listHead(out, values.length, values[0]!.type);
    for (const value of values) value.write(out);
  },
});

export const boolList = (values: readonly boolean[]): ThriftValue => ({
  type: listType,
  write(out) {
    listHead(out, values.length, 1);
    for (const value of values) out.byte(value ? 1 : 2);
  },
});

const structType = 12;

/** A struct of fields by their ids, in ascending order. An undefined field is left out. */
export const struct = (...fields: readonly (readonly [number, ThriftValue | undefined])[]): ThriftValue => ({
  type: structType,
  write(out) {
    let last = 0;
    for (const [id, value] of fields) {
      if (!value) continue;
      out.byte(((id - last) << 4) | value.type);
      value.write(out);
      last = id;
    }
    out.byte(0);
  },
});

/** A struct that is already encoded. */
export const encodedStruct = (bytes: Uint8Array): ThriftValue => ({
  type: structType,
  write: (out) => out.bytes(bytes),
});

/** The bytes of a value. */
export function encodeThrift(value: ThriftValue): Buffer {
  let bytes = Buffer.allocUnsafe(256);
  let size = 0;
  const need = (more: number) => {
    if (size + more <= bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * bytes.length, size + more));
    bytes.copy(larger, 0, 0, size);
    bytes = larger;
  };
  const byte = (one: number) => {
    need(1);
    bytes[size++] = one;
  };
  value.write({
    byte,
    varint(number) {
      for (; number > 127; number = Math.floor(number / 128)) byte((number % 128) | 128);
      byte(number);
    },
    bytes(content) {
      need(content.length);
      bytes.set(content, size);
      size += content.length;
    },
  });
  return Buffer.from(bytes.subarray(0, size));
}
