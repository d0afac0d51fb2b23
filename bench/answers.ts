/** Compares what the sides of a comparison read. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "../components/package-folder";
import { commandFailure, runCommand } from "../local/python/command";
import type { ColumnType } from "../contract/types";

/** A column of every side, by the type that it has by its contract. */
export interface AnswerColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly prefix: string;
}

/** The files that a side wrote, and the names of the columns in them. */
export interface Answered {
  readonly files: readonly string[];
  readonly names: readonly string[];
}

type Answer =
  { readonly rows: number; readonly digests: Readonly<Record<string, string>> } | { readonly fault: string };

/**
 * Compares rows and values of each side with the first one's. Returns a sentence for each side that differs; none if all are equal.
 * `python` has pyarrow.
 */
export async function compareAnswers(
  python: string,
  work: string,
  columns: readonly AnswerColumn[],
  sides: Readonly<Record<string, Answered>>,
): Promise<readonly string[]> {
  const questions = join(work, "questions.json");
  writeFileSync(questions, JSON.stringify({ columns, sides }));
  const script = join(packageFolder, "bench", "answers.py");
  const ended = await runCommand(python, [script, questions], { env: process.env });
  if (ended.code !== 0) throw commandFailure("AnswersUnread", "The answers could not be compared", ended);
  const answers = JSON.parse(ended.tail.split("\n").at(-1)!) as Readonly<Record<string, Answer>>;
  const [[first, expected], ...others] = Object.entries(answers) as [[string, Answer], ...[string, Answer][]];
  if ("fault" in expected) return [`${first}: ${expected.fault}`];
  return others.flatMap(([side, answer]) => {
    if ("fault" in answer) return [`${side}: ${answer.fault}`];
    if (answer.rows !== expected.rows) return [`${side} has ${answer.rows} rows, ${first} ${expected.rows}`];
    const different = Object.keys(expected.digests).filter(
      (name) => answer.digests[name] !== expected.digests[name],
    );
    return different.length > 0 ? [`${side} and ${first} differ in ${different.join(", ")}`] : [];
  });
}
