import assert from "node:assert/strict";
import { makeDates } from "../../../local/init/dates";

/** The readings of some dates: order, type and words; false if one of them is not a date. */
function read(...texts: string[]) {
  const dates = makeDates();
  for (const text of texts) {
    const bytes = Buffer.from(`x${text}y`);
    if (!dates.take(bytes, 1, bytes.length - 1)) return false;
  }
  return dates.forms(2026).map(({ order, type, words }) => `${order} ${type} ${JSON.stringify(words)}`);
}
/** The only reading, without its order. */
const only = (...texts: string[]) => {
  const found = read(...texts);
  assert.ok(found && found.length === 1, `${texts.join(", ")}: ${JSON.stringify(found)}`);
  return found[0]!.slice(4);
};

describe("the dates of a column", () => {
  it("in the strict form need no words", () => {
    assert.equal(only("2024-01-31", "0999-12-01"), "date {}");
    assert.equal(only("2024-01-31T10:00:00Z", "2024-01-31 10:00:00.5"), "timestamp {}");
    assert.equal(only("2024-01-31 00:00:00+09:00"), 'date {"time":"midnight"}');
  });

  it("have the order that one of them tells", () => {
    assert.equal(only("03/04/2021", "31/12/2021"), 'date {"dates":["dd/MM/yyyy"]}');
    assert.equal(only("3/4/2021", "12/31/2021"), 'date {"dates":["M/d/yyyy"]}');
    assert.equal(only("31.12.98", "01.02.03"), 'date {"dates":["dd.MM.yy"],"pivot":1970}');
    assert.equal(only("90.01.31"), 'date {"dates":["yy.MM.dd"],"pivot":1970}');
    assert.equal(only("2021/3/4"), 'date {"dates":["yyyy/M/d"]}');
  });

  it("are open where each of them may have several", () => {
    assert.deepEqual(read("03/04/2021", "05/06/2021"), [
      'dmy date {"dates":["dd/MM/yyyy"]}',
      'mdy date {"dates":["MM/dd/yyyy"]}',
    ]);
    assert.equal((read("01-02-03") as string[]).length, 3);
    // The same day in both.
    assert.equal((read("01/01/2021", "02/02/2021") as string[]).length, 1);
  });

  it("have names of months, halves of the day and offsets", () => {
    assert.equal(only("1 Jan 2021", "12 December 2021"), 'date {"dates":["d MMM yyyy","dd MMMM yyyy"]}');
    assert.equal(only("January 5, 2021"), 'date {"dates":["MMMM d, yyyy"]}');
    assert.equal(only("31-Dec-2021"), 'date {"dates":["dd-MMM-yyyy"]}');
    assert.equal(
      only("Mon Sep 24 03:35:21 +0000 2012"),
      'timestamp {"dates":["EEE MMM dd HH:mm:ss Z yyyy"]}',
    );
    assert.equal(only("10/Oct/2000:13:55:36 -0700"), 'timestamp {"dates":["dd/MMM/yyyy:HH:mm:ss XX"]}');
    assert.equal(only("12/31/2021 1:05 PM"), 'timestamp {"dates":["M/d/yyyy h:mm a"]}');
    assert.equal(only("20240301T1015"), 'timestamp {"dates":["yyyyMMdd\'T\'HHmm"]}');
  });

  it("may be written in several ways that agree", () => {
    assert.equal(
      only("2024-01-01 00:00:00+00", "2024-01-01 00:00:00.123456789", "2024-01-01 00:00:00+0000"),
      'timestamp {"dates":["yyyy-MM-dd HH:mm:ssX","yyyy-MM-dd HH:mm:ss.SSSSSSSSS"]}',
    );
    assert.equal(only("2024-10-21 10:00:00+01:00"), "timestamp {}");
    assert.equal(only("2024-01-31", "31/12/2024"), 'date {"dates":["iso","dd/MM/yyyy"]}');
  });

  it("of two digits lie at most ten years ahead", () => {
    assert.match(only("31/12/45"), /"pivot":1937/);
    assert.match(only("31/12/35"), /"pivot":1970/);
  });

  it("are none where they are none", () => {
    for (const text of ["12:30", "1.2.3", "31/02/2021", "2021-13-01", "Mayor", "1/2", "5"])
      assert.equal(read(text), false, text);
  });
});
