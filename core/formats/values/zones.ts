/** Local times of an IANA time zone as instants, by the time zone data of Node. Times are in whole seconds since 1970. */

const day = 86_400;
/** Days of which the offsets are kept. */
const mostDays = 50_000;

/** A span of instants with one offset from UTC; `to` is exclusive. */
interface Piece {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

/** Which of two instants to take; undefined: neither. */
export interface ZoneChoices {
  readonly twice?: "earlier" | "later" | undefined;
  readonly skipped?: "earlier" | "later" | undefined;
}

/** A time zone. */
export interface Zone {
  /** The offset from UTC at an instant. */
  offsetAt(instant: number): number;
  /** The instant of a local time, counted as if it were in UTC; why there is none. */
  instantOf(local: number): number | "time_twice" | "time_skipped";
}

/** Makes a reader of local times of a zone. */
export function makeZone(name: string, { twice, skipped }: ZoneChoices = {}): Zone {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: name,
    timeZoneName: "longOffset",
    year: "numeric",
  });
  /** By day since 1970: the offset at its first instant. */
  const firstOffsets = new Map<number, number>();
  /** By day since 1970: the one offset that local times of the day can have, or the pieces around it. */
  const days = new Map<number, number | readonly Piece[]>();

  function offsetAt(instant: number): number {
    // `GMT`, `GMT+09:00` or, long ago, `GMT-00:44:30`.
    const match = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(format.format(instant * 1000))!;
    const [, sign, hours = "0", minutes = "0", seconds = "0"] = match;
    return (sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
  }

  function firstOffset(number: number): number {
    const known = firstOffsets.get(number);
    if (known !== undefined) return known;
    const offset = offsetAt(number * day);
    if (firstOffsets.size >= mostDays) firstOffsets.clear();
    firstOffsets.set(number, offset);
    return offset;
  }

  /** The first instant after `from` with another offset. `to` has one. */
  function changeBetween(from: number, to: number): number {
    const offset = offsetAt(from);
    let [low, high] = [from, to];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offsetAt(middle) === offset) low = middle;
      else high = middle;
    }
    return high;
  }

  /** The pieces from the day before to the day after. No zone changes its offset twice in a day. */
  function piecesAround(number: number): readonly Piece[] {
    const pieces: Piece[] = [];
    let from = (number - 1) * day;
    let offset = firstOffset(number - 1);
    for (let each = number - 1; each <= number + 1; each++) {
      const next = firstOffset(each + 1);
      if (next === offset) continue;
      const to = changeBetween(each * day, (each + 1) * day);
      pieces.push({ from, to, offset });
      [from, offset] = [to, next];
    }
    return [...pieces, { from, to: (number + 2) * day, offset }];
  }

  function around(number: number): number | readonly Piece[] {
    const known = days.get(number);
    if (known !== undefined) return known;
    const pieces = piecesAround(number);
    const found = pieces.length === 1 ? pieces[0]!.offset : pieces;
    if (days.size >= mostDays) days.clear();
    days.set(number, found);
    return found;
  }

  return {
    offsetAt,
    instantOf(local) {
      const found = around(Math.floor(local / day));
      if (typeof found === "number") return local - found;
      const instants = found.flatMap(({ from, to, offset }) => {
        const instant = local - offset;
        return instant >= from && instant < to ? [instant] : [];
      });
      if (instants.length === 1) return instants[0]!;
      if (instants.length > 1) {
        if (twice === undefined) return "time_twice";
        return twice === "earlier" ? Math.min(...instants) : Math.max(...instants);
      }
      if (skipped === undefined) return "time_skipped";
      // The offset after the gap gives an instant before it, and the other way round.
      const before = found.findLastIndex(({ to, offset }) => local - offset >= to);
      const { offset } = found[skipped === "earlier" ? before + 1 : before]!;
      return local - offset;
    },
  };
}
