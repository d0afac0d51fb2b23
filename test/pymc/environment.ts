/** What the tests of the second engine need of the machine, or the reason why they are skipped; never skipped when CI=true. */
import { join } from "node:path";
import { modelPython } from "../../local/pymc/pymc-launch";
import { temporaryName } from "../../local/store-temporary";

let python: Promise<string> | undefined;

/**
 * Path of a Python with the packages of glue/requirements-analysis.txt: DATA_FLOW_PYTHON, or that of an environment below build/,
 * made on first use. Without Python or the packages the tests are skipped.
 */
export async function pymcPython(context: Mocha.Context): Promise<string> {
  const home = join(process.cwd(), "build", "pymc");
  const store = { home, temporary: () => join(home, temporaryName()) };
  try {
    return await (python ??= modelPython(store, process.env, (message) => console.log(`      ${message}`)));
  } catch (error) {
    if (process.env["CI"] === "true" || !(error instanceof Error)) throw error;
    console.log(`      skipped, no PyMC here: ${error.message}`);
    return context.skip();
  }
}
