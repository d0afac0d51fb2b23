/** Looks for a token that ought not to be seen, in any spelling that a program might give it. */
import { isSecret } from "../../policy/resource";

/**
 * Where in a value the token occurs, as paths such as `rules.0.name`, plain, as Base64 at any offset, in hexadecimal
 * digits or reversed; `(secret)` after the path tells that the value was marked as one.
 */
export function occurrences(token: string, value: unknown): string[] {
  const wanted = spellings(token);
  const look = (inside: unknown, path: string): string[] => {
    if (typeof inside === "string") return wanted.some((text) => inside.includes(text)) ? [path] : [];
    if (isSecret(inside)) return look(inside.value, path).map((found) => `${found} (secret)`);
    if (typeof inside !== "object" || inside === null) return [];
    return Object.entries(inside).flatMap(([key, member]) => [
      ...(look(key, "").length > 0 ? [`the name ${path}.*`] : []),
      ...look(member, path === "" ? key : `${path}.${key}`),
    ]);
  };
  return look(value, "");
}

function spellings(token: string): string[] {
  const bytes = Buffer.from(token);
  // What stands before it shifts its Base64, which the first and last digits share with their neighbours.
  const shifted = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString("base64")
      .slice(shift === 0 ? 0 : 4, -4),
  );
  return [token, ...shifted, bytes.toString("hex"), [...token].reverse().join("")];
}
