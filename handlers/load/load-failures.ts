/** Why a load failed and what to do, by the statement that failed. */
import type { LoadStep } from "../../contract/derive/redshift-load";
import { failure } from "../../core/run/failure";
import type { WarehouseProgress } from "../../core/run/ports";
import type { Running } from "./load-answer";

const purposes: Readonly<Record<LoadStep, string>> = {
  lock: "to wait for other loads of the table (LOCK)",
  create: "to create the table (CREATE TABLE)",
  strike: "to strike later numbers from the record of loads (DELETE)",
  number: "to check that no later run is loaded",
  incoming: "to make a temporary table for the run's rows",
  copy: "to read the run's files (COPY)",
  rows: "to count the rows that were read",
  add: "to add a column that the contract got (ALTER TABLE)",
  delete: "to remove the old rows (DELETE)",
  insert: "to put the new rows in their place (INSERT)",
  record: "to record the load",
  drop: "to drop the temporary table",
  grant: "to let everybody of the database read the table (GRANT)",
};

/** The purpose of the whole batch, for failures without a known statement. */
const sentFor: Readonly<Record<Running["what"], string>> = {
  question: "to say what it holds",
  transaction: "to replace the table",
};

const again = "The table is as it was. Then start a run: it loads what is published, changed or not.";

/** The step at which a transaction failed; undefined if the warehouse does not say. */
const failedStep = ({ failed }: WarehouseProgress, steps: readonly LoadStep[]): LoadStep | undefined =>
  failed === undefined ? undefined : steps[failed - 1];

/** True if a step failed because its assertion is untrue; a step can fail in other ways too. Redshift's nodes word it differently. */
export const isRefuted = (step: LoadStep, progress: WarehouseProgress, steps: readonly LoadStep[]): boolean =>
  failedStep(progress, steps) === step && /divi(sion|de) by zero/i.test(progress.error ?? "");

/**
 * True if the same load may succeed at another moment, because two loads were at work at once: a serializable isolation violation
 * (error 1023), a deadlock, or a table that the other load created.
 */
export const isPassing = ({ error = "" }: WarehouseProgress): boolean =>
  /isolation violation|\b1023\b|deadlock|concurrent|already exists/i.test(error);

/** A failed statement as `LoadRowsDiffer`, `LoadDenied` or `LoadFailed`. */
export function loadFailure(
  table: string,
  { what: sent, steps }: Pick<Running, "what" | "steps">,
  progress: WarehouseProgress,
  rows: number,
): Error {
  const step = failedStep(progress, steps);
  const said = progress.error ?? "the warehouse gave no reason";
  if (isRefuted("rows", progress, steps)) {
    const copied = progress.rows[steps.indexOf("copy")] ?? -1;
    const read = copied < 0 ? "another number of rows" : copied === 1 ? "1 row" : `${copied} rows`;
    return failure(
      "LoadRowsDiffer",
      `${table}: the warehouse read ${read} and the run published ${rows}, so the files have changed since. The warehouse's table is unchanged. Run again with --force.`,
    );
  }
  const what = `${table}: the warehouse failed ${step ? purposes[step] : sentFor[sent]} (${said}).`;
  if (/permission denied|must be owner/i.test(said))
    return failure(
      "LoadDenied",
      `${what} The database user of this function's role, "IAMR:<name of the role>", must own the table and its record of loads: ` +
        `as an administrator of the database, transfer both with ALTER TABLE … OWNER TO. ${again}`,
    );
  const hint =
    step === "copy"
      ? "See that the warehouse's default role may read (and decrypt) processed/ and state/ of the bucket, that both are in one region, and that no text has more than 65535 bytes. "
      : "Fix the cause it names. ";
  return failure("LoadFailed", `${what} ${hint}${again}`);
}
