/** What a source by symbol keeps in the manifest for the next run. */
import { object, optional, record, text } from "../../run/document-shape";
import type { SourceContext } from "../source";

/** How far the published table is with each symbol: YYYY-MM-DD; no event where there was none, no first day in older states. */
export type SymbolState = Readonly<
  Record<string, { readonly first?: string; readonly through: string; readonly event?: string }>
>;

/** Its name in the manifest: sources by symbol of all kinds share it, since they fill the same table. */
const name = "symbols";

const shape = record(
  object<SymbolState[string]>({ first: optional(text), through: text, event: optional(text) }),
);

/** The state as a manifest keeps it. */
export const kept = (state: SymbolState): NonNullable<SourceContext["state"]> => ({ [name]: state });

/** What the published run kept; without it every symbol is new. */
export function known({ state }: SourceContext): SymbolState {
  const found = state?.[name];
  return shape(found, "") === undefined ? (found as SymbolState) : {};
}
