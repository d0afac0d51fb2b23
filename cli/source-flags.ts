/** The flags that commands share if they fetch from a data set's source. */
import { InvalidArgumentError, Option, type Command } from "commander";
import type { Dataset } from "../contract/dataset";
import { isBySymbol, termsOf } from "../contract/sources";
import { symbolFault } from "../contract/sources/by-symbol";
import { parseUrl } from "./options";

/** Flags of `addSourceFlags` as commander gives them. */
export interface SourceFlags {
  readonly sourceUrl?: string;
  readonly symbols?: readonly string[];
  readonly acceptTerms?: boolean;
}

/** Adds the flags to a command. */
export const addSourceFlags = (command: Command, implied = ""): Command =>
  command
    .option("--source-url <url>", `base URL to use instead of the source's own${implied}`, parseUrl)
    .option(
      "--symbols <list>",
      `symbols to fetch instead of the contract's, separated by commas: AAPL,MSFT${implied}`,
      parseSymbols,
    )
    .addOption(acceptTerms());

/** The flag that accepts a source's terms. */
export const acceptTerms = () =>
  new Option("--accept-terms", "confirm that the source's terms permit your use");

function parseSymbols(text: string): readonly string[] {
  const symbols = text.split(",").map((symbol) => symbol.trim());
  const fault = symbols.map(symbolFault).find((each) => each !== undefined);
  if (fault !== undefined) throw new InvalidArgumentError(`${fault}.`);
  return [...new Set(symbols)];
}

/** Ends the command with a usage error if the flags do not fit the data set's source, or its terms are not accepted. */
export function refuseSource(command: Command, dataset: Dataset, flags: SourceFlags): void {
  const refuse = (sentence: string) => command.error(`error: ${sentence}`, { exitCode: 2 });
  if (flags.symbols && !isBySymbol(dataset.source))
    refuse(`${dataset.name} is not fetched by symbol: leave out --symbols.`);
  const terms = termsOf(dataset);
  if (terms === undefined || flags.acceptTerms || process.env["DATA_FLOW_ACCEPT_TERMS"] === "1") return;
  refuse(
    `${terms}\nIf you have read the terms and they permit your use, add --accept-terms or set DATA_FLOW_ACCEPT_TERMS=1.`,
  );
}
