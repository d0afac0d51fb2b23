import type { RawFile } from "../../../core/run/documents";

/** A raw file, as far as every format describes one. */
export const rawFile: RawFile = {
  file: "A.json",
  key: "raw/a/r/00000-A.json",
  size: 9,
  sha256: "00",
  storedSize: 9,
  layout: "a",
  records: 2,
  fetchedAt: "2026-01-02T03:04:05.000Z",
  generated: false,
};
