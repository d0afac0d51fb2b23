import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** Copies all files of a checkout that git knows or would add, with what is installed, into a new folder. */
export function copyCheckout(from: string, to: string): void {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: from,
  });
  for (const file of listed.toString().split("\0")) {
    // A file that is deleted and not yet committed is listed and not there.
    if (file === "" || !existsSync(join(from, file))) continue;
    mkdirSync(dirname(join(to, file)), { recursive: true });
    if (/^Pulumi\.[^/]+\.yaml$/.test(file))
      writeFileSync(join(to, file), withoutKeys(readFileSync(join(from, file), "utf8")));
    else copyFileSync(join(from, file), join(to, file));
  }
  linkTree(join(from, "node_modules"), join(to, "node_modules"));
}

/** A stack file without what ties it to a state of its own: who encrypts its secrets, and with which key. */
const withoutKeys = (text: string) =>
  text.replaceAll(/^(encryptionsalt|encryptedkey|secretsprovider):.*\n/gm, "");

/** Moves nothing and copies nothing where it can help it: the files of both trees are the same ones. */
function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else linkOrCopy(source, target);
  }
}

function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    // Another disk, or one that has no links.
    copyFileSync(source, target);
  }
}
