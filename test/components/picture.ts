import { stringify } from "yaml";
import { isSecret } from "../../policy/resource";
import type { Registered } from "./record";

/** `s3.Bucket lake`, `DataLake lake`. */
export const titleOf = ({ type, name }: Pick<Registered, "type" | "name">): string =>
  `${type.replace(/^aws:(\w+)\/\w+:(\w+)$/, "$1.$2").replace(/^data-flow:aws:/, "")} ${name}`;

/** A component and all beneath it, as text: what is registered with which inputs, policies opened. */
export function picture(resources: readonly Registered[], component: string): string {
  const byUrn = new Map(resources.map((each) => [each.urn, each]));
  const titles = (urns: readonly string[]) => urns.map((urn) => titleOf(byUrn.get(urn)!)).sort();
  const isBeneath = ({ urn, parent }: Registered): boolean => {
    const above = parent === undefined ? undefined : byUrn.get(parent);
    return titleOf(byUrn.get(urn)!) === component || (above !== undefined && isBeneath(above));
  };
  const shown = resources.filter(isBeneath).map((each) => [
    titleOf(each),
    {
      ...(titleOf(each) === component ? {} : { parent: titles([each.parent!])[0] }),
      ...(each.protect ? { protect: true } : {}),
      ...(each.retainOnDelete ? { retainOnDelete: true } : {}),
      ...(each.dependencies.length > 0 ? { after: titles(each.dependencies) } : {}),
      ...opened(each.inputs),
    },
  ]);
  return stringify(Object.fromEntries(shown), {
    lineWidth: 110,
    aliasDuplicateObjects: false,
    sortMapEntries: false,
  });
}

/** Inputs with documents as values, and without what is content or changes with every script. */
function opened(inputs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(inputs)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [key, shown(key, value)]),
  );
}

function shown(key: string, value: unknown): unknown {
  // The state machine has a golden file of its own.
  if (key === "definition") return "…";
  if (key === "code") return filesOf(value);
  // A job's modules: all that there are in glue/.
  if (key === "source") return (value as { path?: string }).path ?? "(archive)";
  if (isSecret(value)) return "(secret)";
  if (typeof value === "string" && /^[[{]/.test(value)) return JSON.parse(value) as unknown;
  // Of a script or a model: hashes of 16 and of 64 digits.
  const text = JSON.stringify(value).replaceAll(/(?<=[/"])(?:[0-9a-f]{16}|[0-9a-f]{64})(?=[/"])/g, "(hash)");
  return JSON.parse(text) as unknown;
}

/** What an archive holds. */
export const filesOf = (archive: unknown): readonly string[] =>
  Object.keys((archive as { readonly assets: object }).assets).sort();
