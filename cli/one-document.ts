/** `--json`: exactly one JSON document on standard output, whatever happens. */

/** The minimum that a failed command prints. */
export interface FailureDocument {
  readonly status: "failed";
  readonly error: { readonly name: string; readonly message: string };
}

// Read from the raw arguments: they may be wrong in a way that keeps every command from parsing them.
let owed = process.argv.slice(2).includes("--json");
let known: object = {};

/** What a failure is about: the data set and the date, for the failure's document. */
export function aboutDocument(about: object): void {
  known = about;
}

/** Prints the command's document. */
export function printDocument(document: object): void {
  owed = false;
  process.stdout.write(`${JSON.stringify(document)}\n`);
}

/** The command writes its document in pieces. */
export function documentBegins(): void {
  owed = false;
}

/** Prints why there is no document, unless one was printed or `--json` was not set; resolves once it is written. */
export function printFailure(name: string, message: string): Promise<void> {
  if (!owed) return Promise.resolve();
  owed = false;
  const document: FailureDocument = { ...known, status: "failed", error: { name, message } };
  return new Promise((resolve) => process.stdout.write(`${JSON.stringify(document)}\n`, () => resolve()));
}
