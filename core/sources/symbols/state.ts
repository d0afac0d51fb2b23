/** What a source by symbol keeps in the manifest for the next run. */
import { object, optional, record, text } from "../../run/document-shape";
import type { SourceContext } from "../source";

/** How far the published table is with each symbol, YYYY-MM-DD. `event` is missing if there was none, `first` in older states. */
export type SymbolState = Readonly<
  Record<string, { readonly first?: string; readonly through: string; readonly event?: string }>
>;

/** Its name in the manifest. Sources by symbol of all kinds share it, because they fill the same table. */
const name = "symbols";

const shape = record(
  object<SymbolState[string]>({ first: optional(text), through: text, event: optional(text) }),
);

/** The state in the form that a manifest keeps. */
export const kept = (state: SymbolState): NonNullable<SourceContext["state"]> => ({ [name]: state });

/** What the published run kept; if that is nothing, every symbol is new. */
export function known({ state }: SourceContext): SymbolState {
  const found = state?.[name];
  return shape(found, "") === undefined ? (found as SymbolState) : {};
}
