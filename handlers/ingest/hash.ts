import { createHash } from "node:crypto";
import type { Plan } from "../../contract/plan";
import { withoutQueries } from "../../contract/rules/older-plans";
import { programVersion } from "../../contract/version";
import { takenOf } from "../../core/formats";
import type { RawFile } from "../../core/run/documents";
import { canonicalJson } from "../../core/run/state";

/** Passes bytes through. Once all have passed, `result()` returns their number and hex sha256. */
export function measured(bytes: AsyncIterable<Uint8Array>, seen?: (bytes: number) => void) {
  const hash = createHash("sha256");
  let size = 0;
  async function* pass(): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      hash.update(chunk);
      size += chunk.length;
      seen?.(size);
      yield chunk;
    }
  }
  return { bytes: pass(), result: () => ({ size, sha256: hash.digest("hex") }) };
}

/** Hex sha256 of a string. */
export const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** Hex sha256 of everything that decides what a run makes of its raw data: the plan and the program's version. */
export const fingerprint = (plan: Plan) =>
  sha256(canonicalJson({ programVersion, plan: withoutQueries(withoutPartSize(plan)) }));

/** The size of parts decides no row. Instead of leaving it out we keep the value that it had when it was the same everywhere. */
const withoutPartSize = (plan: Plan): Plan => ({
  ...plan,
  limits: { ...plan.limits, partBytes: 134_217_728 },
});

/** Hex sha256 of what is taken from the raw files, whatever archive they came in. */
export const contentHash = (files: readonly RawFile[]) =>
  sha256(
    files
      .map((file) => JSON.stringify([file.file, file.size, file.sha256, ...takenOf(file)]))
      .sort()
      .join("\n"),
  );
