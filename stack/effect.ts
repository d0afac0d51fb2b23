/** Finds settings that no data set of the stack uses. */
import { credentialsOf, type CredentialsWords } from "../contract/sources";
import type { Settings } from "./parse";
import type { Known } from "./sources";

const effects: readonly {
  /** What the stack sets, as a phrase; undefined if it does not set it. */
  readonly asked: (settings: Settings) => string | undefined;
  /** Whether a data set uses it. */
  readonly has: (dataset: Known[string]) => boolean;
  readonly otherwise: string;
}[] = [
  {
    asked: ({ warehouse }) => (warehouse ? "warehouse is true" : undefined),
    has: ({ warehouse }) => warehouse === true,
    otherwise: 'no data set of this stack has "warehouse: true" in its file, so none is created',
  },
  {
    asked: ({ credentialsSecret, kaggleToken }) =>
      credentialsSecret ? "credentialsSecret is true" : kaggleToken ? "kaggleToken is set" : undefined,
    has: ({ source }) => areOptional(credentialsOf(source)),
    otherwise: "no data set of this stack can use such credentials, so no secret is created for it",
  },
];

/** True if a source reads credentials that it can do without. Required ones have their secret without a setting. */
const areOptional = (words: CredentialsWords | undefined) => words !== undefined && words.required !== true;

/** A sentence for each setting that has no effect on the deployed data sets. `known` are all existing data sets. */
export const withoutEffect = (settings: Settings, known: Known): readonly string[] =>
  effects.flatMap(({ asked, has, otherwise }) => {
    const what = asked(settings);
    if (what === undefined || settings.datasets.some((name) => has(known[name]!))) return [];
    const other = Object.keys(known).find((name) => has(known[name]!));
    const deploy = other === undefined ? "Remove" : `Deploy one that does, such as ${other}, or remove`;
    return [`${what}, but ${otherwise}. ${deploy} the setting.`];
  });
