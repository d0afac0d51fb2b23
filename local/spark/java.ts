/** Finds the Java that Spark needs besides Python. */
import { join } from "node:path";
import { failure } from "../../core/run/failure";
import { ask } from "../python/command";

/** Environment in which `java` is version 17 or later, from JAVA_HOME or PATH. Fails with `JavaMissing`. */
export async function findJava(env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const home = env["JAVA_HOME"];
  const file = home ? join(home, "bin", "java") : "java";
  const answer = await ask(file, ["-version"], env);
  // "17.0.15", and "1.8.0_292" before Java 9.
  const major = Number(/version "(?:1\.)?(\d+)/.exec(answer ?? "")?.[1] ?? 0);
  if (major >= 17) return env;
  const what = major > 0 ? `is ${major}` : "cannot be run";
  throw failure(
    "JavaMissing",
    `Spark needs Java 17 or later, and ${home ? `${file} (JAVA_HOME)` : "java of the PATH"} ${what}. ` +
      "Install it (Debian, Ubuntu: apt install openjdk-17-jre-headless; macOS: brew install openjdk@17; " +
      "https://adoptium.net/), or set JAVA_HOME to the folder of an installed one.",
  );
}
