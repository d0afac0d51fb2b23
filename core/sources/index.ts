/** All source kinds. To add one, write a folder beside this file and a line in the list; contract/sources/ has its contract side. */
import type { Dataset } from "../../contract/dataset";
import type { Source as Described } from "../../contract/sources";
import type { Ports } from "../run/ports";
import { makeChartApiSource } from "./chart-api";
import { makeFilesSource } from "./files";
import { makeKaggleSource } from "./kaggle";
import { makeLocalSource } from "./local";
import type { ArchivesSource, Source, SourceContext } from "./source";
import { makeYahooSource } from "./yahoo";

/** What a laptop or a stack sets instead of the contract. */
export interface SourceOptions {
  /** Base address instead of the source's default. */
  readonly baseUrl?: string | undefined;
  /** Symbols instead of the contract's, for a source that you ask by symbol. */
  readonly symbols?: readonly string[] | undefined;
}

type SourcePorts = Pick<Ports, "fetch" | "secrets" | "clock" | "log">;

type MakeSource<S> = (
  source: S,
  ports: SourcePorts,
  context: SourceContext,
  options: SourceOptions,
) => Source | ArchivesSource;

const makers: { readonly [K in Described["kind"]]: MakeSource<Extract<Described, { kind: K }>> } = {
  kaggle: (source, ports, _, options) => makeKaggleSource(source, ports, options),
  yahoo: makeYahooSource,
  "chart-api": makeChartApiSource,
  files: makeFilesSource,
  local: makeLocalSource,
};

/** The source that a contract names. */
export function sourceOf(
  { source }: Pick<Dataset, "source">,
  ports: SourcePorts,
  context: SourceContext,
  options: SourceOptions = {},
): Source | ArchivesSource {
  return (makers[source.kind] as MakeSource<Described>)(source, ports, context, options);
}
