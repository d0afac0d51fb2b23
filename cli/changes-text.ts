/** Changes of a contract as people read them: an effect, and what it is of, on lines of 80 characters at most. */
import { effects, gravest, type Change } from "../contract/changes/index";
import { wrapped } from "./terminal";
import { counted } from "./words";

const left = Math.max(...effects.map(({ length }) => length)) + 4;

/** A line or more for each change, the effect on its left. */
export const changeLines = (changes: readonly Change[]): string =>
  changes
    .map(({ effect, what, how }) => {
      // A line shorter than this.
      const lines = wrapped(`${what}: ${how.replace(/\.$/, "")}.`, 81 - left).split("\n");
      const [first, ...others] = lines;
      return [`  ${effect}`.padEnd(left) + first, ...others.map((line) => " ".repeat(left) + line)].join(
        "\n",
      );
    })
    .join("\n");

/** What the gravest of the changes comes to. */
export function verdict(changes: readonly Change[]): string {
  switch (gravest(changes)) {
    case "refused":
      return "✗ Refused: no run can publish or load until you fix this.";
    case "loss":
      return "✗ Loss: values would be lost for good.";
    case "checked at the run":
      return "✓ Possible if every value survives; otherwise the run publishes nothing.";
    case "rebuild":
    case "compatible":
    case "nothing":
      return "✓ Possible.";
  }
}

/** `3 changes`, `no changes`. */
export const countedChanges = ({ length }: readonly Change[]): string =>
  length === 0 ? "no changes" : counted(length, "change");
