/** What Spark tests need of the machine, or the reason why they are skipped; never skipped when CI=true. */
import { join } from "node:path";
import { temporaryName } from "../../local/store-temporary";
import { ensureEnvironment } from "../../local/python/virtual-environment";
import { givenPython, scriptFolder } from "../../local/python/find-python";
import { sparksPython } from "../../local/spark/spark-launch";
import { findJava } from "../../local/spark/java";

let python: Promise<string> | undefined;

async function prepare(): Promise<string> {
  await findJava(process.env);
  const given = await givenPython(process.env);
  if (given !== undefined) return given;
  const home = join(process.cwd(), "build", "spark");
  return ensureEnvironment({
    home,
    temporary: () => join(home, temporaryName()),
    purpose: "Spark",
    requirements: join(scriptFolder(), "requirements.txt"),
    wanted: sparksPython,
    env: process.env,
    say: (message) => console.log(`      ${message}`),
  });
}

/**
 * Path of a Python with the packages of glue/requirements.txt: DATA_FLOW_PYTHON, or that of an environment below
 * build/, made on first use. Without Python, Java or the packages the tests are skipped.
 */
export async function sparkPython(context: Mocha.Context): Promise<string> {
  try {
    return await (python ??= prepare());
  } catch (error) {
    if (process.env["CI"] === "true" || !(error instanceof Error)) throw error;
    console.log(`      skipped, no Spark here: ${error.message}`);
    return context.skip();
  }
}
