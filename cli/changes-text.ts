/** Shows changes of a contract to people: each effect and what it applies to, on lines of 80 characters at most. */
import { effects, gravest, type Change } from "../contract/changes/index";
import { wrapped } from "./terminal";
import { counted } from "./words";

const left = Math.max(...effects.map(({ length }) => length)) + 4;

/** One or more lines for each change, with the effect on the left. */
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

/** Sums up the most serious of the changes. */
export function verdict(changes: readonly Change[]): string {
  switch (gravest(changes)) {
    case "refused":
      return "✗ Refused: a run or its load fails until you do what is said above.";
    case "loss":
      return "✗ Loss: values would be lost for good.";
    case "checked at the run":
      return "✓ Possible if the values pass the checks above; records that do not fit are\n  quarantined, up to maxBadRatio.";
    case "rebuild":
    case "compatible":
    case "nothing":
      return "✓ Possible.";
  }
}

/** `3 changes`, `no changes`. */
export const countedChanges = ({ length }: readonly Change[]): string =>
  length === 0 ? "no changes" : counted(length, "change");
