import { sha256 } from "../ingest/hash";

/**
 * The token of what is sent to the warehouse: the same for a call that Lambda repeats, so that nothing runs twice; another one for
 * each execution and each of its tries, so that what failed can be sent again. The Data API takes 64 characters, and keeps them 8 hours.
 */
export const loadToken = (...parts: readonly (string | number)[]): string => sha256(JSON.stringify(parts));
