/** The rest of a contract: limits, who converts, how long runs are kept, the catalog's descriptions. */
import type { Plan } from "../plan";
import type { Change } from "./effects";
import { same } from "./same";

/** Changes that affect no value. */
export function otherChanges(before: Plan, after: Plan): Change[] {
  const changes: Change[] = [];
  const [ratio, wanted] = [before.limits.maxBadRatio, after.limits.maxBadRatio];
  if (ratio !== wanted)
    changes.push({
      effect: wanted < ratio ? "checked at the run" : "compatible",
      what: "maxBadRatio",
      how: `${ratio} becomes ${wanted}`,
    });
  if (before.convert !== after.convert)
    changes.push({ effect: "nothing", what: "convert", how: `by ${after.convert}: the same rows` });
  if (before.retentionDays !== after.retentionDays)
    changes.push({
      effect: "nothing",
      what: "retention",
      how: `superseded runs are removed after ${after.retentionDays} days, not ${before.retentionDays}`,
    });
  if (!same(texts(before, after), texts(after, before)))
    changes.push({ effect: "nothing", what: "catalog", how: "its texts" });
  return changes;
}

/** What the catalog says of the table and of the columns that both plans have. */
function texts({ catalog }: Plan, other: Plan) {
  const { description, columns, parameters } = catalog;
  // These two follow from the key and the warehouse, which have separate changes.
  const { key: _key, "parquet.compression": _compression, ...told } = parameters;
  const comments = columns
    .filter(({ name }) => other.catalog.columns.some((column) => column.name === name))
    .map(({ name, comment }) => `${name}: ${comment}`);
  return { description, told, comments: comments.sort() };
}
