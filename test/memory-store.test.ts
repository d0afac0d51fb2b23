import { makeMemoryStore } from "./memory-store";
import { storeSuite } from "./store-suite";

describe("memory store", () => {
  storeSuite(makeMemoryStore);
});
