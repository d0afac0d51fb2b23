/** Chooses the files of an archive that make up the data set. */
import { failure } from "../../core/run/failure";
import { documentOf, unknownKind } from "./kinds";
import { lookAt, type Look } from "./look";
import type { SurveyedFile } from "./survey";

/** The files that are taken, and how all of them are to be read. */
export interface Chosen extends Look {
  /** The layout's `files`. */
  readonly files: string;
}

interface Group {
  readonly look: Look;
  readonly files: SurveyedFile[];
}

const mostNamed = 20;

/** The group of files of one form that holds the most bytes. Fails with `NothingFound` if no file can be read. */
export function chooseFiles(archive: string, surveyed: readonly SurveyedFile[]): Chosen {
  const document = documentOf(surveyed.map(({ path }) => path));
  if (document) throw nothing(archive, `it is ${document.what}. ${document.advice}`);
  const groups = new Map<string, Group>();
  const refused: string[] = [];
  for (const file of surveyed) {
    const kind = file.odd === undefined ? unknownKind(file) : undefined;
    const look = file.odd ?? (kind ? `${kind.what}. ${kind.advice}` : lookAt(file));
    if (typeof look === "string") {
      refused.push(`${file.path} ${kind || file.odd !== undefined ? "is " : ""}${look}.`);
      continue;
    }
    const form = JSON.stringify([look.words, look.places]);
    const group = groups.get(form) ?? { look, files: [] };
    group.files.push(file);
    groups.set(form, group);
  }
  const size = ({ files }: Group) => files.reduce((sum, file) => sum + file.size, 0);
  const [group] = [...groups.values()].sort((one, other) => size(other) - size(one));
  if (!group)
    throw nothing(archive, refused.length === 0 ? "it holds no file." : refused.slice(0, 10).join(" "));
  const taken = group.files.map(({ path }) => path);
  const others = surveyed.map(({ path }) => path).filter((path) => !taken.includes(path));
  const files = patternOf(taken, others);
  if (files === undefined)
    throw nothing(
      archive,
      `it holds files of several forms (${groups.size}), which no pattern tells apart: ${taken[0]} and ${others[0]}. Give the folder or archive of one form.`,
    );
  const unsure = [...group.look.unsure];
  if (others.length > 0)
    unsure.push(
      `Of ${surveyed.length} files ${taken.length === 1 ? "one is" : `${taken.length} are`} read (${some(taken)}); left out: ${some(others)}.`,
    );
  return { ...group.look, files, unsure };
}

const some = (paths: readonly string[]) => `${paths.slice(0, 3).join(", ")}${paths.length > 3 ? ", …" : ""}`;

const nothing = (archive: string, why: string) =>
  failure("NothingFound", `${archive}: ${why.replace(/\.?$/, ".")}`);

/** A pattern that matches the taken paths and none of the others: their ending, or their names. */
function patternOf(taken: readonly string[], others: readonly string[]): string | undefined {
  const endings = new Set(taken.map((path) => /\.[A-Za-z0-9]+$/.exec(path)?.[0] ?? ""));
  const [ending = ""] = endings;
  const candidates = [
    ...(endings.size === 1 && ending !== "" ? [`${literal(ending)}$`] : []),
    ...(taken.length <= mostNamed
      ? [`^(?:${taken.map(literal).join("|")})$`.replace(/^\^\(\?:([^|]*)\)\$$/, "^$1$")]
      : []),
    ...(others.length === 0 ? ["."] : []),
  ];
  return candidates.find((pattern) => {
    const expression = new RegExp(pattern);
    return taken.every((path) => expression.test(path)) && !others.some((path) => expression.test(path));
  });
}

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
