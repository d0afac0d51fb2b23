/** Milliseconds since 1970 of a date as HTTP headers hold it; undefined if it is not one. */
export function httpDate(text: string): number | undefined {
  // The only form that servers write today. What else Date.parse accepts varies.
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
