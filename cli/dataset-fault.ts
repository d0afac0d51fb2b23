/** A file that gives no data set, and why. */
export interface DatasetFault {
  /** As `datasets/prices.ts`. */
  readonly file: string;
  /** Names of the data sets that it would give, as far as it tells. */
  readonly names: readonly string[];
  readonly message: string;
}

/** What a file of datasets/ exports. With a fault it gives no data set, though its exports may be known. */
export interface LoadedFile {
  readonly exported: object;
  readonly fault: string | undefined;
}

/** What a file threw when it was loaded, and where in the file, which a contract's own faults say themselves. */
export function told(thrown: unknown, base: string): string {
  if (!(thrown instanceof Error)) return String(thrown);
  if (thrown.name === "InvalidDataset") return thrown.message;
  const sentence = `${thrown.name}: ${thrown.message.split("\nRequire stack:")[0]}`;
  const [, line] = new RegExp(`[\\\\/]${base}\\.ts:(\\d+):\\d+`).exec(thrown.stack ?? "") ?? [];
  return line === undefined ? sentence : `${sentence} (line ${line})`;
}
