import assert from "node:assert/strict";
import { overlapOf } from "../../../../contract/formats/date-overlap";
import { linesOf, type PatternLine } from "../../../../contract/formats/date-pattern";
import { makeRandom } from "../../../../core/formats/random";
import { written } from "./independent";
import { makeReadValue } from "./read-value";

const pivot = 1970;

const separators = ["/", "/", "", "-"];
const times = [
  "",
  "",
  " HH:mm",
  " H:mm[:ss]",
  " HHmm",
  "'T'hh:mm a",
  " HH:mm:ss.SSS",
  " HH:mmX",
  " HH:mm'Z'",
];

/** A pattern with this separator and time. */
function patternOf(pick: <T>(items: readonly T[]) => T, separator: string, time: string): string {
  const [day, month, year] = [pick(["d", "dd"]), pick(["M", "MM", "MM", "MMM"]), pick(["yy", "yyyy"])];
  const orders = [
    [day, month, year],
    [month, day, year],
    [year, month, day],
    [year, day, month],
  ];
  return pick(orders).join(separator) + time;
}

/** A string that two patterns read as two moments. */
function witnessOf(one: string, other: string, hasZone: boolean): string | undefined {
  const lines = (pattern: string) => linesOf(pattern, "timestamp") as readonly PatternLine[];
  return lines(one)
    .flatMap((a) => lines(other).map((b) => overlapOf(a, b, { isDate: false, pivot, hasZone })))
    .find((text) => text !== undefined);
}

describe("patterns of one column", () => {
  it("read no string as two moments, unless the contract shows one that they do", () => {
    let [refused, accepted] = [0, 0];
    for (let seed = 1; seed <= 300; seed++) {
      const random = makeRandom(seed * 7919);
      for (let skip = 0; skip < 5; skip++) random();
      const below = (end: number) => Math.floor(random() * end);
      const pick = <T>(items: readonly T[]): T => items[below(items.length)]!;
      const [separator, time] = [pick(separators), pick(times)];
      const one = patternOf(pick, separator, time);
      const other = patternOf(pick, separator, random() < 0.7 ? time : pick(times));
      const hasZone = random() < 0.3;
      const zone = hasZone ? { zone: "Asia/Tokyo" } : {};
      const [read, readOther] = [one, other].map((dates) =>
        makeReadValue("timestamp", { form: { dates: [dates], pivot, ...zone } }),
      ) as [(text: string) => unknown, (text: string) => unknown];
      const overlap = (a: string, b: string) => witnessOf(a, b, hasZone);
      const witness = overlap(one, other);
      const context = `${one} beside ${other}${hasZone ? " in a zone" : ""}`;
      if (witness !== undefined) {
        refused++;
        const [a, b] = [read(witness), readOther(witness)];
        assert.ok(
          typeof a === "bigint" && typeof b === "bigint",
          `${context}: "${witness}" is not read by both`,
        );
        // What one of them reads in two ways is read in the first.
        const isClear = overlap(one, one) === undefined && overlap(other, other) === undefined;
        assert.ok(a !== b || !isClear, `${context}: "${witness}" is one moment`);
        continue;
      }
      for (let each = 0; each < 40; each++) {
        const instant = Date.UTC(
          1970 + below(100),
          below(12),
          1 + below(12),
          below(24),
          below(60),
          below(60),
        );
        const text = written(one, instant, { pick, below, chance: (share) => random() < share });
        const [a, b] = [read(text), readOther(text)];
        if (typeof a === "bigint" && typeof b === "bigint") assert.equal(a, b, `${context}: "${text}"`);
        if (typeof b === "bigint") accepted++;
      }
    }
    assert.ok(refused > 25, `${refused} refused`);
    assert.ok(accepted > 250, `${accepted} strings of both`);
  });
});
