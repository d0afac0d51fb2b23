/** JSON lines: recognises them, and finds the columns in all lines of a file. */

/** What stands at a key in the lines of a file. */
interface Node {
  readonly kinds: Set<Kind>;
  readonly children: Map<string, Node>;
}

type Kind = "string" | "number" | "boolean" | "object" | "array";

/** A column of JSON lines. */
export interface JsonColumn {
  /** In the words of a place. */
  readonly path: string;
  /** What its values are, null left out: one kind, or several. */
  readonly kinds: readonly Kind[];
}

const deepest = 5;
/** An object with more keys is one whose keys are data. */
const mostKeys = 60;

/** True if the beginning of a text is JSON lines: an object on each line. `complete`: it is the whole text. */
export function isJsonLines(text: string, complete: boolean): boolean {
  const lines = text.split("\n").slice(0, 100);
  // The last one may be cut off.
  if (!complete || lines.length === 100) lines.pop();
  const given = lines.filter((line) => line.trim() !== "");
  if (given.length === 0) return false;
  const objects = given.filter((line) => line.trimStart().startsWith("{") && isObject(parsed(line)));
  return objects.length >= given.length * 0.9;
}

/** Collects the columns of lines as they come. */
export function makeJsonColumns() {
  const root: Node = { kinds: new Set(), children: new Map() };
  const decoder = new TextDecoder();
  let rest = "";
  const takeLine = (line: string) => {
    const value = parsed(line);
    if (isObject(value)) note(root, value, 0);
  };
  return {
    feed(chunk: Uint8Array): void {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) takeLine(line);
    },
    finish(): JsonColumn[] {
      takeLine(rest + decoder.decode());
      return [...root.children].flatMap(([key, node]) => columnsOf(node, step("", key), 1));
    },
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function note(node: Node, value: Readonly<Record<string, unknown>>, depth: number): void {
  for (const [key, item] of Object.entries(value)) {
    let child = node.children.get(key);
    if (!child) {
      // Enough to know that the keys are data; only the top level has to have them all.
      if (depth > 0 && node.children.size > mostKeys) continue;
      node.children.set(key, (child = { kinds: new Set(), children: new Map() }));
    }
    if (item === null) continue;
    child.kinds.add(Array.isArray(item) ? "array" : (typeof item as Kind));
    if (isObject(item) && depth < deepest) note(child, item, depth + 1);
  }
}

function columnsOf({ kinds, children }: Node, path: string, depth: number): JsonColumn[] {
  const onlyObjects = kinds.size === 1 && kinds.has("object");
  if (onlyObjects && children.size > 0 && children.size <= mostKeys && depth < deepest)
    return [...children].flatMap(([key, node]) => columnsOf(node, step(path, key), depth + 1));
  return [{ path, kinds: [...kinds] }];
}

/** A path with one more key. */
function step(path: string, key: string): string {
  const bare = key !== "" && !/[.[\]"]/.test(key);
  if (!bare) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}
