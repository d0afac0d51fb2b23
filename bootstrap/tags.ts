import type { Place } from "./stack-place";

/** Conditions that a thing, or what is to be made, bears the tags of the stack. */
export const tagged = (what: "Resource" | "Request", { tags }: Place) => ({
  [`aws:${what}Tag/project`]: tags.project,
  [`aws:${what}Tag/stack`]: tags.stack,
});
