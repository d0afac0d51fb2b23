// The functions of the kernel that TypeScript calls; ../functions.ts declares them.
export { scan } from "./scan";
export { regularRows, matchingRow, locate, recordOffsets, countUp, removeRows } from "./rows";
export { fivesAddress, readDoubles } from "./double";
export { readInts, readBigints } from "./integer";
export { readDecimals } from "./decimal";
export { readDates, readTimestamps } from "./date";
export { readBooleans, readStrings } from "./text";
export { scanJsonLines, readJsonStrings } from "./json";
export { countValues, writeLevels } from "./levels";
export { packBits } from "./bits";
export { compact, narrow, reverseBytes } from "./values";
export {
  boundsOfDoubles,
  boundsOfInts,
  boundsOfBigints,
  boundsOfDecimals,
  boundsOfBooleans,
  boundsOfTexts,
} from "./bounds";
export { makeDictionary, makeTextDictionary } from "./dictionary";
export { writeIndexes } from "./indexes";
export { sizeOfTexts, rowsOfTexts, writeTexts } from "./byte-arrays";
export { compressSnappy } from "./snappy";
export { writeDeltas } from "./deltas";
