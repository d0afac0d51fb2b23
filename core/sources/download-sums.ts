import { createHash } from "node:crypto";
import { Crc32c } from "@aws-crypto/crc32c";
import { sourceFailure } from "./source-failures";

/** What the server says of the content in advance. Length in bytes. */
export interface Stated {
  readonly length: number | undefined;
  readonly etag: string | undefined;
  /** Base64. */
  readonly crc32c: string | undefined;
  readonly md5: string | undefined;
}

/** Reads Content-Length, ETag and `x-goog-hash` of a complete (200) answer. */
export function stated(headers: Headers): Stated {
  const hashes = new Map(
    (headers.get("x-goog-hash") ?? "").split(/\s*,\s*/).map((part) => {
      const equals = part.indexOf("=");
      return [part.slice(0, equals).trim().toLowerCase(), part.slice(equals + 1).trim()] as const;
    }),
  );
  // If the storage unpacks what it stores packed, length and hashes are those of the packed form.
  const asStored = (headers.get("x-goog-stored-content-encoding") ?? "identity") === "identity";
  const storedLength = asStored ? headers.get("x-goog-stored-content-length") : null;
  return {
    length: wholeNumber(headers.get("content-length") ?? storedLength),
    etag: headers.get("etag") ?? undefined,
    crc32c: asStored ? hashes.get("crc32c") : undefined,
    md5: asStored ? hashes.get("md5") : undefined,
  };
}

const wholeNumber = (text: string | null) =>
  text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;

/** Running sums over the content. */
export interface Sums {
  add(bytes: Uint8Array): void;
  /** Base64 MD5 of the bytes so far. */
  md5(): string;
  /** Fails with `SourceDamaged` if the sums differ from the stated ones. */
  check(origin: string): void;
}

/** CRC-32C takes ten times as long as MD5 (70 MB a second), so it runs only if the server states one. */
export function makeSums(expected?: Stated): Sums {
  const md5 = createHash("md5");
  const crc = expected?.crc32c === undefined ? undefined : new Crc32c();
  return {
    add(bytes) {
      md5.update(bytes);
      crc?.update(bytes);
    },
    md5: () => md5.copy().digest("base64"),
    check(origin) {
      const found = Buffer.alloc(4);
      found.writeUInt32BE(crc?.digest() ?? 0);
      differ(origin, "crc32c", found.toString("base64"), expected?.crc32c);
      differ(origin, "md5", md5.copy().digest("base64"), expected?.md5);
    },
  };
}

function differ(origin: string, name: string, found: string, expected: string | undefined): void {
  if (expected === undefined || expected === found) return;
  const sentence = `${name} of what came is ${found}, the server states ${expected}; run it again`;
  throw sourceFailure("SourceDamaged", `${origin}: ${sentence}`);
}
