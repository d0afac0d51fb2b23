/** Strings with wildcards, as in IAM and waivers: `*` matches any string, `?` any single character. */

/** Whether a string matches the pattern, ignoring case. */
export const matches = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
    "is",
  ).test(text);
