import { exactValues, readAsWritten, refusedIfBroken } from "./properties";

describe("JSON lines: many random lines", () => {
  it("are read as they are written, however they are chunked and cut", () => readAsWritten(20_000));

  it("with a byte changed are quarantined if JSON.parse refuses them, and else not", () =>
    refusedIfBroken(50_000));

  it("have numbers as an exact reader has them, and strings as JSON.parse has them", () =>
    exactValues(20_000));
});
