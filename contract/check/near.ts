/** Hints for a word that is not allowed. */

/** `(did you mean "accel_x"?)` if a similar word is allowed, else `(one of …)`. */
export function hint(word: string, allowed: readonly string[]): string {
  const near = nearest(word, allowed);
  if (near !== undefined) return `(did you mean "${near}"?)`;
  if (allowed.length === 0) return "(there is none)";
  const shown = allowed.slice(0, 12).map((text) => `"${text}"`);
  return `(${allowed.length === 1 ? "only" : "one of"} ${shown.join(", ")}${allowed.length > 12 ? ", …" : ""})`;
}

/** The allowed word nearest to a mistyped one, ignoring case; at most a third of its letters may differ. */
export function nearest(word: string, allowed: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: { readonly text: string; readonly distance: number } | undefined;
  for (const text of allowed) {
    const distance = difference(word.toLowerCase(), text.toLowerCase());
    if (distance <= limit && distance < (best?.distance ?? Infinity)) best = { text, distance };
  }
  return best?.text;
}

// A word cut short or made longer ("warning") counts as one slip.
const difference = (a: string, b: string) =>
  a !== b && Math.min(a.length, b.length) >= 3 && (a.startsWith(b) || b.startsWith(a))
    ? 1
    : editDistance(a, b);

/** Letters to insert, remove, replace or swap with the next (the optimal alignment of Damerau and Levenshtein). */
export function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i++) {
    const [above, row] = [rows[i - 1]!, [i]];
    for (let j = 1; j <= b.length; j++) {
      const replaced = above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        above[j]! + 1,
        row[j - 1]! + 1,
        replaced,
        swapped ? rows[i - 2]![j - 2]! + 1 : Infinity,
      );
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
