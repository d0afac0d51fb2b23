import type { Dataset } from "../../contract/dataset";
import { makeKaggleSource } from "./kaggle";
import type { Ports } from "../run/ports";
import type { Source, SourceContext } from "./source";
import { makeSymbolSource } from "./symbols";

/** What a laptop or a stack says otherwise than the contract. */
export interface SourceOptions {
  /** Base address instead of the source's own. */
  readonly baseUrl?: string | undefined;
  /** Instead of the contract's, of a source that is asked by symbol. */
  readonly symbols?: readonly string[] | undefined;
}

/** The source that a contract names. */
export function sourceOf(
  { source }: Pick<Dataset, "source">,
  ports: Pick<Ports, "fetch" | "secrets" | "clock" | "log">,
  context: SourceContext,
  options: SourceOptions = {},
): Source {
  if (source.kind === "kaggle") return makeKaggleSource(source, ports, { baseUrl: options.baseUrl });
  return makeSymbolSource(source, ports, context, options);
}
