import { temporaryHome } from "../local/temporary-home";
import { sequenceOnSpark } from "./changes";
import { sparkSession } from "./session";

describe("five changes of a contract over an upsert, on Spark", function () {
  this.timeout(600_000);
  const home = temporaryHome();
  const launch = sparkSession();

  it("lose no value that a later contract names again", () => sequenceOnSpark(home(), launch, 5));
});
