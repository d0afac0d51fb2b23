/** Convert's function in a fresh process, as Lambda starts it: `node lambda.js BUNDLE EVENT`. Prints what it returns. */
import { createRequire } from "node:module";
import type { make } from "../handlers/aws/convert";
import type { ConvertEvent } from "../handlers/convert";

async function main(bundle: string, text: string): Promise<void> {
  const event = JSON.parse(text) as ConvertEvent;
  const handler = createRequire(__filename)(bundle) as { readonly make: typeof make };
  console.log(JSON.stringify(await handler.make({ name: event.dataset })(event)));
}

void main(process.argv[2]!, process.argv[3]!);
