/** Secrets of the laptop: environment variables, and the file that Kaggle's own tools use. */
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { failure } from "../core/run/failure";
import type { Secrets } from "../core/run/ports";
import { errorCode } from "./store-path";

/** Environment variables as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

// What `readFile` says of a text that is no file's path.
const noFile = new Set(["ENOENT", "ENOTDIR", "EISDIR", "ENAMETOOLONG", "ERR_INVALID_ARG_VALUE"]);

/** A file's text without blanks around it, or nothing where there is no such file. */
async function fileText(path: string, name: string): Promise<string | undefined> {
  try {
    return (await readFile(path, "utf8")).trim() || undefined;
  } catch (error) {
    const code = errorCode(error) ?? "";
    if (noFile.has(code)) return undefined;
    // The path may be the secret itself, so neither it nor the system's message is repeated.
    throw failure("SecretUnreadable", `The file of the secret ${name} cannot be read (${code}).`);
  }
}

/**
 * Secrets by the name of their environment variable. `KAGGLE_API_TOKEN` may hold the path of a file whose
 * text is the token. The name `kaggle.json` stands for the text of that file in `$KAGGLE_CONFIG_DIR`,
 * `~/.kaggle` or `~/.config/kaggle`. Fails with `SecretUnreadable`.
 */
export function makeEnvironmentSecrets(env: Environment): Secrets {
  const home = env["HOME"] ?? env["USERPROFILE"] ?? homedir();
  return {
    async get(name) {
      if (name === "kaggle.json") {
        const custom = env["KAGGLE_CONFIG_DIR"];
        const folders = [...(custom ? [custom] : []), join(home, ".kaggle"), join(home, ".config", "kaggle")];
        for (const folder of folders) {
          const text = await fileText(join(folder, name), name);
          if (text) return text;
        }
        return undefined;
      }
      const value = env[name]?.trim() || undefined;
      if (name === "KAGGLE_API_TOKEN" && value) return tokenOf(value);
      return value;
    },
  };
}

/** The token, or the text of the file that it names. */
async function tokenOf(value: string): Promise<string> {
  const text = await fileText(value, "KAGGLE_API_TOKEN");
  if (text) return text;
  // A mistyped path must not be sent anywhere as if it were the token.
  if (!/^(\/|~|\.{1,2}\/|[A-Za-z]:\\)/.test(value)) return value;
  throw failure(
    "SecretUnreadable",
    "KAGGLE_API_TOKEN names a file that is not there, or is empty: check its path.",
  );
}
