import type { Grant } from "../components/grants";
import { writeKeys } from "./keys";
import type { Place } from "./names";
import { writeData } from "./write-data";
import { writeRuns } from "./write-runs";

/** Making, changing and destroying what one stack is made of, on top of reading it. No managed policy, no user, no other stack. */
export const writeStack = (place: Place): Grant[] => [
  ...writeData(place),
  ...writeRuns(place),
  ...writeKeys(place),
];
