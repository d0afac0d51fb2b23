/** A script that ended because the store's disk is full. */
import { failure } from "../../handlers/failure";
import { endOf, type Ended } from "./command";

/** `StoreFull` where a program's last lines say so; `who` it was, for the sentence. */
export function fullStore(who: string, home: string, ended: Ended): Error | undefined {
  if (!/No space left on device|Disk quota exceeded/.test(ended.tail)) return undefined;
  const hint = "free space there, or set DATA_FLOW_HOME to a folder on another disk";
  return failure("StoreFull", `${who} found no space left in ${home}: ${hint}. (${endOf(ended)})`);
}
