/** Secrets on a laptop: environment variables, and the files that a source's own tools use. */
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { kindCredentials } from "../contract/sources";
import { failure } from "../core/run/failure";
import type { Secrets } from "../core/run/ports";
import { errorCode } from "./store-path";

/** Environment variables, like `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

// Error codes of `readFile` for a string that is not a file's path.
const noFile = new Set(["ENOENT", "ENOTDIR", "EISDIR", "ENAMETOOLONG", "ERR_INVALID_ARG_VALUE"]);

/** A file's content without surrounding blanks; undefined if the file does not exist. */
async function fileText(path: string, name: string): Promise<string | undefined> {
  try {
    return (await readFile(path, "utf8")).trim() || undefined;
  } catch (error) {
    const code = errorCode(error) ?? "";
    if (noFile.has(code)) return undefined;
    // The path may be the secret itself, so the error repeats neither it nor the system's message.
    throw failure("SecretUnreadable", `The file of the secret ${name} cannot be read (${code}).`);
  }
}

const secrets = kindCredentials.flatMap((credentials) => credentials.secrets);

/**
 * Reads secrets by the name of their environment variable. The source kinds (contract/sources/) say whether a variable
 * may hold the path of a file with the secret, and which names stand for a file in some folder. Fails with
 * `SecretUnreadable`.
 */
export function makeEnvironmentSecrets(env: Environment): Secrets {
  const home = env["HOME"] ?? env["USERPROFILE"] ?? homedir();
  return {
    async get(name) {
      const { file, mayBePath } = secrets.find((each) => each.name === name) ?? {};
      if (file) {
        const custom = env[file.variable];
        const folders = [...(custom ? [custom] : []), ...file.folders.map((folder) => join(home, folder))];
        for (const folder of folders) {
          const text = await fileText(join(folder, name), name);
          if (text) return text;
        }
        return undefined;
      }
      const value = env[name]?.trim() || undefined;
      return mayBePath && value ? valueOf(name, value) : value;
    },
  };
}

/** The value, or the content of the file that it names. */
async function valueOf(name: string, value: string): Promise<string> {
  const text = await fileText(value, name);
  if (text) return text;
  // Do not send a mistyped path anywhere as if it were the token.
  if (!/^(\/|~|\.{1,2}\/|[A-Za-z]:\\)/.test(value)) return value;
  throw failure("SecretUnreadable", `${name} names a file that does not exist, or is empty: check its path.`);
}
