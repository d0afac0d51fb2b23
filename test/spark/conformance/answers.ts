/** Spark's answers to many statements, by glue/tests/conformance.py in the tests' one session. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunScript } from "../session";
import type { Answer } from "./duckdb-answer";

/** A statement and the name by which its answer is found. */
export interface Statement {
  readonly id: string;
  readonly sql: string;
}

/**
 * Executes statements one after the other; `views` are Parquet files to be read by these names, `folder` takes the
 * files of the exchange.
 */
export async function sparkAnswers(
  run: RunScript,
  folder: string,
  views: Readonly<Record<string, string>>,
  statements: readonly Statement[],
): Promise<ReadonlyMap<string, Answer>> {
  const [input, out] = [join(folder, "job.json"), join(folder, "answers.jsonl")];
  const cases = statements.map(({ id, sql }) => ({ id, sql }));
  await writeFile(input, JSON.stringify({ views, cases, out }));
  await run("conformance.py", [input]);
  const lines = (await readFile(out, "utf8")).split("\n").filter(Boolean);
  return new Map(
    lines.map((line) => {
      const { id, ...answer } = JSON.parse(line) as Answer & { id: string };
      return [id, answer];
    }),
  );
}
