/** Sizes and times with their unit in the type. */

/** Memory, e.g. "1024 MB". */
export type Megabytes = `${number} MB`;
/** Data, e.g. "10 GB". */
export type Gigabytes = `${number} GB`;
/** A length of time, e.g. "14 minutes". */
export type Minutes = `${number} minutes`;
/** Whole days, e.g. "30 days". */
export type Days = `${number} days`;
/** Redshift processing units (RPU), with 16 GB of memory each, e.g. "8 RPU". */
export type Rpu = `${number} RPU`;
/** RPUs used for hours, e.g. "4 RPU hours". */
export type RpuHours = `${number} RPU hours`;

/** The number before the unit. */
export const amount = (text: Megabytes | Gigabytes | Minutes | Days | Rpu | RpuHours): number =>
  Number.parseFloat(text);
/** Converts minutes to seconds, the unit of most AWS settings. */
export const seconds = (text: Minutes): number => Math.round(amount(text) * 60);
