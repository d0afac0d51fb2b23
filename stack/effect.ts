/** Settings that ask for what no data set of the stack has use for. */
import { readsCredentials } from "../contract/dataset";
import type { Settings } from "./parse";
import type { Known } from "./sources";

/** A sentence for each setting that has no effect with the data sets that the stack deploys. `known` are all that there are. */
export function withoutEffect(settings: Settings, known: Known): readonly string[] {
  const { warehouse, credentialsSecret, kaggleToken, datasets } = settings;
  type Uses = (dataset: Known[string]) => boolean;
  const inUse = (uses: Uses) => datasets.some((name) => uses(known[name]!));
  const hint = (uses: Uses) => {
    const [name] = Object.keys(known).filter((each) => uses(known[each]!));
    return name === undefined
      ? "Take the setting away."
      : `Deploy one that does, such as ${name}, or take the setting away.`;
  };
  const isLoaded: Uses = (dataset) => dataset.warehouse === true;
  const isSecret: Uses = ({ source }) => readsCredentials(source);
  const token = credentialsSecret
    ? "credentialsSecret is true"
    : kaggleToken !== ""
      ? "kaggleToken is set"
      : "";
  return [
    ...(warehouse && !inUse(isLoaded)
      ? [
          `warehouse is true, and no data set of this stack says "warehouse: true" in its file: none is made. ${hint(isLoaded)}`,
        ]
      : []),
    ...(token !== "" && !inUse(isSecret)
      ? [
          `${token}, and no data set of this stack is fetched with credentials: no secret is made. ${hint(isSecret)}`,
        ]
      : []),
  ];
}
