import { failure } from "../run/failure";

/** Every name that a source can fail with. */
export const sourceFailures = [
  "SourceChanged",
  "SourceDamaged",
  "SourceEmpty",
  "SourceForbidden",
  "SourceIncomplete",
  "SourceNotFound",
  "SourceRenamed",
  "SourceThrottled",
  "SourceUnauthorized",
  "SourceUnavailable",
  "SourceUnexpected",
] as const;
export type SourceFailure = (typeof sourceFailures)[number];

/** The failures that may pass if you try the step again later. */
export const retryableSourceFailures = ["SourceChanged", "SourceThrottled", "SourceUnavailable"] as const;

/** An error of a source. It takes no cause, because errors of `fetch` may quote a header. */
export function sourceFailure(name: SourceFailure, sentence: string): Error {
  return failure(name, sentence);
}

/** An address without its query, which may be a signature, and without credentials. */
export function place(url: string | URL): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

/** At most 200 printable characters of a string from outside, without secrets and without queries of addresses. */
export function excerpt(text: string, secrets: readonly string[] = []): string {
  const clean = secrets.reduce(
    (rest, secret) => (secret === "" ? rest : rest.replaceAll(secret, "***")),
    text,
  );
  const printable = clean
    .slice(0, 2_000)
    .replace(/(https?:\/\/[^\s?"'<>]*)\?[^\s"'<>]*/gi, "$1?***")
    .replace(/[^\p{L}\p{N}\p{P}\p{S}]+/gu, " ");
  return printable.trim().slice(0, 200);
}
