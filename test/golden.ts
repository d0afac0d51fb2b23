import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Compares a text with a committed file (path from the project's root); `ACCEPT=1` writes the file instead. */
export function golden(path: string, text: string): void {
  const wanted = text.endsWith("\n") ? text : `${text}\n`;
  if (process.env["ACCEPT"] === "1") {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, wanted);
    return;
  }
  const hint =
    "if the change is meant, accept it with: ACCEPT=1 npm test (npm run test:all for what only the slow tests compare)";
  assert.ok(existsSync(path), `${path} does not exist; ${hint}`);
  // A checkout on Windows may have CRLF.
  assert.equal(readFileSync(path, "utf8").replaceAll("\r\n", "\n"), wanted, `${path} differs; ${hint}`);
}
