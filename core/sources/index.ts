/** The sources that there are: a new kind is a folder beside this file and a line in the list; its words are contract/sources/. */
import type { Dataset } from "../../contract/dataset";
import type { Source as Described } from "../../contract/sources";
import type { Ports } from "../run/ports";
import { makeHttpSource } from "./http";
import { makeKaggleSource } from "./kaggle";
import type { Source, SourceContext } from "./source";
import { makeYahooSource } from "./yahoo";

/** What a laptop or a stack says otherwise than the contract. */
export interface SourceOptions {
  /** Base address instead of the source's own. */
  readonly baseUrl?: string | undefined;
  /** Instead of the contract's, of a source that is asked by symbol. */
  readonly symbols?: readonly string[] | undefined;
}

type SourcePorts = Pick<Ports, "fetch" | "secrets" | "clock" | "log">;

type MakeSource<S> = (
  source: S,
  ports: SourcePorts,
  context: SourceContext,
  options: SourceOptions,
) => Source;

const makers: { readonly [K in Described["kind"]]: MakeSource<Extract<Described, { kind: K }>> } = {
  kaggle: (source, ports, _, options) => makeKaggleSource(source, ports, options),
  yahoo: makeYahooSource,
  http: makeHttpSource,
};

/** The source that a contract names. */
export function sourceOf(
  { source }: Pick<Dataset, "source">,
  ports: SourcePorts,
  context: SourceContext,
  options: SourceOptions = {},
): Source {
  return (makers[source.kind] as MakeSource<Described>)(source, ports, context, options);
}
