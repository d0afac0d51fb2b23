import assert from "node:assert/strict";
import { findDialect } from "../../../local/init/dialect";
import { isHeader } from "../../../local/init/header";

const dialect = (text: string) => {
  const { dialect: found, records } = findDialect(text, true);
  return [found.delimiter, found.quoting, records.length, records[0]?.fields.length];
};

describe("the dialect of a text", () => {
  it("is the one in which its records are alike", () => {
    assert.deepEqual(dialect("a,b\n1,2\n3,4\n"), [",", "rfc4180", 3, 2]);
    assert.deepEqual(dialect("a;b\n1,5;2\n3,5;4\n"), [";", "rfc4180", 3, 2]);
    assert.deepEqual(dialect("a\tb c\n1\t2, 3\n4\t5\n"), ["\t", "rfc4180", 3, 2]);
    assert.deepEqual(dialect("a|b|c\n1|2|x\n"), ["|", "rfc4180", 2, 3]);
    assert.deepEqual(dialect("when,n\n12:30:00,1\n12:31:00,2\n"), [",", "rfc4180", 3, 2]);
  });

  it("has quotes where they enclose fields", () => {
    assert.deepEqual(dialect('a,b\n"x, y",1\n"z\nw",2\n'), [",", "rfc4180", 3, 2]);
    assert.deepEqual(dialect('a,b\n5" pipe,1\n3" pipe,2\n'), [",", "none", 3, 2]);
  });

  it("is that of a single column where nothing divides it", () => {
    assert.equal(dialect("name\nAnn\nBo\nCy\n")[3], 1);
    assert.equal(dialect("")[2], 0);
  });

  it("leaves out a record that the text's end cuts off", () => {
    assert.equal(findDialect("a,b\n1,2\n3", false).records.length, 2);
  });
});

describe("the first record", () => {
  const header = (text: string) => isHeader(findDialect(text, true).records);

  it("is a header where it stands out from the values", () => {
    for (const text of [
      "a,b\n1,2\n",
      "name,city\nAnn,Rome\nBo,Oslo\n",
      "country,2010,2011\nAT,1.5,2.5\nDE,3,4\n",
      "a,b\n",
      "name,band\nMick,Stones\nJohn,Beatles\nPaul,Beatles\n",
      ",16.5,17.5\n71,0,3\n70,4,5\n",
    ])
      assert.equal(header(text), true, text);
  });

  it("is none where it is a record like the others", () => {
    for (const text of [
      "1,2\n3,4\n",
      "Ann,1\nBo,2\nCy,3\n",
      "2024-01-01,x,5\n2024-01-02,y,6\n",
      "x\ny\nx\ny\n",
    ])
      assert.equal(header(text), false, text);
  });
});
