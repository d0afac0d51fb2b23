/** A file that yields no data set, and why. */
export interface DatasetFault {
  /** Such as `datasets/prices.ts`. */
  readonly file: string;
  /** Names of the data sets that it would yield, as far as they are known. */
  readonly names: readonly string[];
  readonly message: string;
}

/** The fault and its file, once: the compiler's messages already begin with it. */
export const faultText = ({ file, message }: DatasetFault): string =>
  message.startsWith(file) ? message : `${file}: ${message}`;

/** What a file of datasets/ exports. A file with a fault yields no data set, though its exports may be known. */
export interface LoadedFile {
  readonly exported: object;
  readonly fault: string | undefined;
}

/** The error that loading a file threw, and its place in the file; a contract's own faults already include the place. */
export function told(thrown: unknown, base: string): string {
  if (!(thrown instanceof Error)) return String(thrown);
  if (thrown.name === "InvalidDataset") return thrown.message;
  const sentence = `${thrown.name}: ${thrown.message.split("\nRequire stack:")[0]}`;
  const [, line] = new RegExp(`[\\\\/]${base}\\.ts:(\\d+):\\d+`).exec(thrown.stack ?? "") ?? [];
  return line === undefined ? sentence : `${sentence} (line ${line})`;
}
