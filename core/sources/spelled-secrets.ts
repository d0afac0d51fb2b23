/** Finds secrets in addresses, where a server may have written them in another way than they were sent. */

/** A server that passes an address on inside another encodes it again. */
const mostTimes = 4;

const decodedOnce = (text: string): string =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8"));

/** The string, percent-decoded until it shows one of the secrets; undefined if it never does. */
export function showingSecret(text: string, secrets: readonly string[]): string | undefined {
  let shown = text;
  for (let times = 0; times <= mostTimes; times++) {
    if (secrets.some((secret) => shown.includes(secret))) return shown;
    shown = decodedOnce(shown);
  }
  return undefined;
}
