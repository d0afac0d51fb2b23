/** The paths of JSON lines: `user.id`, `tags[0]`, `["a.b"].c`. */

/** An object's key or, as a number, the place in an array, counted from 0. */
export type JsonStep = string | number;

const bareKey = /[^.[\]"]+/y;
/** A line has at most a million values. */
const index = /\[(0|[1-9]\d{0,5})\]/y;
const quotedKey = /\[("(?:[^"\\]|\\.)*")\]/y;

/** The steps of a path; a sentence if it is not a path. */
export function jsonSteps(path: string): readonly JsonStep[] | string {
  const steps: JsonStep[] = [];
  let at = 0;
  const next = (pattern: RegExp, from: number): string | undefined => {
    pattern.lastIndex = from;
    const match = pattern.exec(path);
    if (!match) return undefined;
    at = pattern.lastIndex;
    return match[1] ?? match[0];
  };
  while (at < path.length || steps.length === 0) {
    const quoted = next(quotedKey, at);
    if (quoted !== undefined) {
      const key = keyIn(quoted);
      if (key === undefined) return `${quoted} is not a JSON string`;
      steps.push(key);
      continue;
    }
    const place = next(index, at);
    if (place !== undefined) {
      if (steps.length === 0) return "begins with an index, but each line is an object; begin with a key";
      steps.push(Number(place));
      continue;
    }
    const afterPoint = path[at] === "." && steps.length > 0;
    const key = steps.length === 0 || afterPoint ? next(bareKey, afterPoint ? at + 1 : at) : undefined;
    if (key === undefined)
      return `is not a path at character ${at}; write keys with "." between them, an array's index as [0] up to [999999], any other key as ["a.b"]`;
    steps.push(key);
  }
  return steps;
}

/** The key that a JSON string stands for; undefined if it is not one, or has half a surrogate pair, which no file in UTF-8 has. */
function keyIn(quoted: string): string | undefined {
  try {
    const key = JSON.parse(quoted) as string;
    return /\p{Surrogate}/u.test(key) ? undefined : key;
  } catch {
    return undefined;
  }
}
