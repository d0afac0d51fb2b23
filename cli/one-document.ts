/** `--json`: one JSON document on standard output, whatever happens, and nothing else there. */

/** What a command prints that came to nothing: at least this. */
export interface FailureDocument {
  readonly status: "failed";
  readonly error: { readonly name: string; readonly message: string };
}

// Read from the words themselves: they may be wrong in a way that keeps every command from parsing them.
let owed = process.argv.slice(2).includes("--json");
let known: object = {};

/** What a failure is about, for its document: the data set, the date. */
export function aboutDocument(about: object): void {
  known = about;
}

/** Prints the command's document. */
export function printDocument(document: object): void {
  owed = false;
  process.stdout.write(`${JSON.stringify(document)}\n`);
}

/** A command writes its document piece by piece. */
export function documentBegins(): void {
  owed = false;
}

/** Prints why there is no document, unless there is one or none was asked for; resolves when it is written. */
export function printFailure(name: string, message: string): Promise<void> {
  if (!owed) return Promise.resolve();
  owed = false;
  const document: FailureDocument = { ...known, status: "failed", error: { name, message } };
  return new Promise((resolve) => process.stdout.write(`${JSON.stringify(document)}\n`, () => resolve()));
}
