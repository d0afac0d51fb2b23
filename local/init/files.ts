/** Chooses the files that make up the data set: those of one form that hold the most bytes. */
import { failure } from "../../core/run/failure";
import { documentOf, unknownKind } from "./kinds";
import { jsonLines, lookAt, type Look } from "./look";
import type { SurveyedFile } from "./survey";

/** The files that are taken, and how all of them are to be read. */
export interface Chosen {
  /** Undefined for JSON lines, whose columns show only in all lines. */
  readonly look: Look | undefined;
  readonly paths: readonly string[];
  /** The layout's `files`. */
  readonly files: string;
  /** What is not certain, in sentences. */
  readonly unsure: readonly string[];
}

const mostNamed = 20;

/** Fails with `NothingFound` if no file can be read. `name`: what the files together are called. */
export function chooseFiles(name: string, surveyed: readonly SurveyedFile[]): Chosen {
  const nothing = (why: string) => failure("NothingFound", `${name} ${why.replace(/\.?$/, ".")}`);
  const document = documentOf(surveyed.map(({ path }) => path));
  if (document) throw nothing(`is ${document.what}. ${document.advice}`);
  const groups = new Map<string, { look: Look | undefined; readonly files: SurveyedFile[] }>();
  const refused: { readonly path: string; readonly why: string }[] = [];
  for (const file of surveyed) {
    const look = readable(file);
    if (typeof look === "object" && "fault" in look) {
      refused.push({ path: file.path, why: look.fault });
      continue;
    }
    const key = look === jsonLines ? look : formOf(look);
    const group = groups.get(key) ?? { look: look === jsonLines ? undefined : look, files: [] };
    // What only some of the files have, such as a footer, is a word for all.
    if (look !== jsonLines && group.look)
      group.look = { ...group.look, words: { ...look.words, ...group.look.words } };
    group.files.push(file);
    groups.set(key, group);
  }
  const size = ({ files }: { readonly files: readonly SurveyedFile[] }) =>
    files.reduce((sum, file) => sum + file.size, 0);
  const [group] = [...groups.values()].sort((one, other) => size(other) - size(one));
  if (!group) {
    if (refused.length === 0) throw nothing("holds no file");
    if (surveyed.length === 1) throw nothing(refused[0]!.why);
    throw nothing(
      `holds no file that can be read: ${refused
        .slice(0, 5)
        .map(({ path, why }) => `${path} ${why}`)
        .join("; ")}`,
    );
  }
  const paths = group.files.map(({ path }) => path);
  const others = surveyed.map(({ path }) => path).filter((path) => !paths.includes(path));
  const files = patternOf(paths, others);
  if (files === undefined)
    throw nothing(
      `holds files of ${groups.size} forms, which no pattern tells apart (${paths[0]} and ${others[0]}, for example). Give a folder or an archive with the files of one form`,
    );
  const left = others.map((path) => {
    const why = refused.find((each) => each.path === path)?.why ?? "has another form";
    return `${path} ${why}`;
  });
  return {
    look: group.look,
    paths,
    files,
    unsure:
      left.length === 0
        ? []
        : [
            `${paths.length} of ${surveyed.length} files ${paths.length === 1 ? "is" : "are"} read: ${some(paths, ", ")}. Left out: ${some(left, "; ")}.`,
          ],
  };
}

/** What files of one layout have in common: how they are divided and encoded, and their columns. */
function formOf({ words, columns }: Look): string {
  const { delimiter, quoting, quote, escape, encoding, header } = words as Readonly<Record<string, unknown>>;
  return JSON.stringify([
    delimiter,
    quoting,
    quote,
    escape,
    encoding,
    header,
    columns.map(({ asString }) => asString),
  ]);
}

const some = (texts: readonly string[], between: string) =>
  `${texts.slice(0, 3).join(between)}${texts.length > 3 ? `${between}and ${texts.length - 3} more` : ""}`;

function readable(file: SurveyedFile): ReturnType<typeof lookAt> {
  if (file.odd !== undefined) return { fault: `is ${file.odd}` };
  const kind = unknownKind(file);
  return kind ? { fault: `is ${kind.what}. ${kind.advice}` } : lookAt(file);
}

/** A pattern that matches the taken paths and none of the others: their ending, or their names. */
function patternOf(taken: readonly string[], others: readonly string[]): string | undefined {
  const endings = new Set(taken.map((path) => /\.[A-Za-z0-9]+$/.exec(path)?.[0] ?? ""));
  const [ending = ""] = endings;
  const names = taken.map(literal);
  const candidates = [
    ...(endings.size === 1 && ending !== "" ? [`${literal(ending)}$`] : []),
    ...(names.length === 1
      ? [`^${names[0]}$`]
      : names.length <= mostNamed
        ? [`^(?:${names.join("|")})$`]
        : []),
    ...(others.length === 0 ? ["."] : []),
  ];
  return candidates.find((pattern) => {
    const expression = new RegExp(pattern);
    return taken.every((path) => expression.test(path)) && !others.some((path) => expression.test(path));
  });
}

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
