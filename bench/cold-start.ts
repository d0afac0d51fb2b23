/** From nothing to the converted rows of a small file, start included. */
import { join, resolve } from "node:path";
import { bundle } from "../components/bundle";
import type { PartReport } from "../core/run/documents";
import { peersScript } from "./environment";
import type { Side } from "./measure";
import { run } from "./ours";
import { removeConverted, type Prepared } from "./sides";

/** Convert's bundle as Lambda runs it, against the bucket at an address. */
export function coldFunction({ home, dataset }: Prepared, endpoint: string): Side {
  const event = JSON.stringify({ dataset, run, part: 0 });
  return {
    name: "ours",
    command: [process.execPath, join(__dirname, "lambda.js"), resolve(bundle("convert"), "index.js"), event],
    env: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "none",
      AWS_SECRET_ACCESS_KEY: "none",
      LAKE_BUCKET: "lake",
      LAKE_DATABASE: "lake",
    },
    before: () => removeConverted(home, dataset),
    files: (said) => [join(home, (JSON.parse(said) as PartReport).staged!.key)],
  };
}

/** A script that imports pandas and reads the file, without writing anything. */
export const coldPandas = (python: string, { raw }: Prepared): Side => ({
  name: "pandas",
  command: [python, peersScript, "read", raw],
  files: () => [],
});
