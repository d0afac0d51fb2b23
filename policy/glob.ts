/** Texts with wildcards, as IAM and waivers write them: `*` is any text, `?` any one letter. */

/** Whether a text is what the pattern says, cases aside. */
export const matches = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
    "is",
  ).test(text);
