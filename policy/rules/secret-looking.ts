/** Detects what looks like a secret, in a name or in a value. */
import { isSecret } from "../resource";

const secretName = /passw(or)?d|secret|token|api_?key|access_?key|private_?key|credential/i;
/** AWS access keys, private keys, GitHub and Slack tokens, passwords in a URL. */
const secretValue =
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY|\bgh[pousr]_\w{30,}|\bxox[bapr]-\w+|:\/\/[^/\s:]+:[^/\s@]+@/;

/** Whether a string contains what looks like a secret. */
export const holdsSecret = (text: string): boolean => secretValue.test(text);

/** Whether a named value looks like a secret; a name that ends in `_ARN` only refers to one, and is fine. */
export const looksSecret = (name: string, value: unknown): boolean =>
  isSecret(value) || holdsSecret(String(value)) || (secretName.test(name) && !/_ARN$/i.test(name));
