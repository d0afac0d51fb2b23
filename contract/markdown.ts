/** Names as Markdown: each in code, with commas between them. */
export const codeList = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(", ");
