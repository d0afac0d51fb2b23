// Bytes with a meaning.
export const lineFeed: u32 = 10;
export const carriageReturn: u32 = 13;
export const quote: u32 = 34;
export const plus: u32 = 43;
export const minus: u32 = 45;
export const point: u32 = 46;
export const zero: u32 = 48;
export const colon: u32 = 58;

/** What a reader says of a row that the exact readers must read again. */
export const doubtful: u8 = 1;
