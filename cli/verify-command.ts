import { Command } from "commander";
import type { VerifyDocument } from "../local/verify";
import { printDocument } from "./one-document";
import { openStore } from "./open-store";
import { bytes, counted } from "./words";

interface Flags {
  readonly bucket?: string;
  readonly json?: boolean;
}

/** `data-flow verify [dataset]`: checks that the store's documents and files are as they were written. */
export function verifyCommand(done: (code: number) => void): Command {
  return new Command("verify")
    .description("compare the documents and files in a store with their checksums; changes nothing")
    .argument("[dataset]", "name of the data set; its analysis is checked too (default: all in the store)")
    .option("--bucket <name>", "check this bucket of a deployed stack, with your AWS credentials")
    .option("--json", "print one JSON document")
    .action(async (dataset: string | undefined, { bucket, json = false }: Flags, command: Command) => {
      const { verifyStore } = await import("../local/verify.js");
      const document = await verifyStore(await openStore(bucket), dataset);
      if (dataset !== undefined && document.datasets.length === 0)
        command.error(`error: ${document.store} holds nothing of ${dataset}.`, { exitCode: 2 });
      if (json) printDocument(document);
      else process.stdout.write(inWords(document));
      done(document.status === "damaged" ? 1 : 0);
    });
}

function inWords({ store, datasets, documents, files, uncheckedRuns, damaged }: VerifyDocument): string {
  if (datasets.length === 0) return `${store} is empty.\n`;
  const lines = damaged.flatMap(({ key, dataset, table, run, fault, advice }) => [
    `✗ ${key} ${fault}`,
    `  ${table === dataset ? dataset : `${table}, of ${dataset}`}${run === null ? "" : `, run ${run}`}. ${advice}`,
    "",
  ]);
  const checked = `${counted(documents.checked, "document")} and ${counted(files.checked, "file")} (${bytes(files.bytes)})`;
  lines.push(`${damaged.length === 0 ? "✓" : "–"} ${datasets.join(", ")}: ${checked} are intact.`);
  if (documents.unchecked + files.unchecked > 0)
    lines.push(
      `  Unchecked: ${counted(documents.unchecked, "document")} and ${counted(files.unchecked, "file")}, written by a ` +
        `version without checksums. Their shapes and sizes are right. New runs have checksums.`,
      `  They belong to ${uncheckedRuns.slice(0, 5).join(", ")}${uncheckedRuns.length > 5 ? ", …" : ""}.`,
    );
  if (damaged.length > 0) lines.push(`✗ Damaged: ${damaged.length}.`);
  return `${lines.join("\n")}\n`;
}
