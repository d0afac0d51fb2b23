/** Output for terminals: data must never control the terminal. */

/** C0 except tab and line feed, DEL, C1, direction marks, line and paragraph separators. */
// eslint-disable-next-line no-control-regex
const steering = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Control characters as `\u001b`, which inside a JSON string means the same character. */
export const visible = (text: string): string =>
  text.replace(steering, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** A value on one line: tab and line feed are escaped too. */
export const oneLine = (text: string): string =>
  visible(text).replaceAll("\n", "\\n").replaceAll("\t", "\\t");

type Write = NodeJS.WriteStream["write"];
const exact = new WeakMap<NodeJS.WriteStream, Write>();

/**
 * From here on a terminal shows control characters instead of obeying them, for every command; piped output stays
 * exact. It is in one place, so that no message can be forgotten.
 */
export function guard(stream: NodeJS.WriteStream): void {
  if (!stream.isTTY || exact.has(stream)) return;
  const write: Write = stream.write.bind<Write>(stream);
  exact.set(stream, write);
  stream.write = (chunk: string | Uint8Array, ...rest: []) =>
    write(typeof chunk === "string" ? visible(chunk) : chunk, ...rest);
}

/** Writes past the guard, unchanged: our own control sequences, and output that a user requested byte by byte. */
export const writeExactly = (
  stream: NodeJS.WriteStream,
  text: string,
  written?: (error?: Error | null) => void,
): boolean => (exact.get(stream) ?? stream.write.bind<Write>(stream))(text, written);

/** Columns of a terminal, or undefined if the stream is not a terminal. */
export const screenOf = (stream: NodeJS.WriteStream): number | undefined =>
  stream.isTTY ? stream.columns || 80 : undefined;

const characters = new Intl.Segmenter();
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const without = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

const widthOf = (character: string) => (wide.test(character) ? 2 : without.test(character) ? 0 : 1);

/** Columns that a string takes on a terminal. */
export function width(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of characters.segment(text)) columns += widthOf(segment);
  return columns;
}

/** A string, shortened with `…` to fit so many columns of a terminal. */
export function clipped(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let used = 1;
  let end = 0;
  for (const { segment, index } of characters.segment(text)) {
    used += widthOf(segment);
    if (used > columns) break;
    end = index + segment.length;
  }
  return columns < 1 ? "" : `${text.slice(0, end)}…`;
}

/** A string padded with blanks to so many columns of a terminal. */
export const padded = (text: string, columns: number, side: "left" | "right" = "right"): string => {
  const blanks = " ".repeat(Math.max(0, columns - width(text)));
  return side === "left" ? blanks + text : text + blanks;
};

/** Breaks lines that are longer than the screen between words, and indents the rest like the beginning of the line. */
export function wrapped(text: string, screen: number): string {
  return text
    .split("\n")
    .map((line) => {
      if (width(line) < screen) return line;
      const margin = /^ */.exec(line)?.[0] ?? "";
      const lines = [margin];
      for (const word of line.trim().split(" ")) {
        const last = lines.at(-1)!;
        const next = last === margin ? `${margin}${word}` : `${last} ${word}`;
        if (last !== margin && width(next) >= screen) lines.push(`${margin}${word}`);
        else lines[lines.length - 1] = next;
      }
      return lines.join("\n");
    })
    .join("\n");
}
