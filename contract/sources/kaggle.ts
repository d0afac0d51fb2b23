/** Data sets of Kaggle. */
import type { ShapeOf } from "../check/shape-of";
import type { SourceKind } from "./source";

/** A Kaggle data set, `https://www.kaggle.com/datasets/<owner>/<dataset>`. */
export interface KaggleSource {
  readonly kind: "kaggle";
  readonly owner: string;
  readonly dataset: string;
}

const page = ({ owner, dataset }: KaggleSource) => `https://www.kaggle.com/datasets/${owner}/${dataset}`;

/** Data sets of Kaggle. */
export const kaggle: SourceKind<KaggleSource> = {
  shape: { fields: { kind: "text", owner: "text", dataset: "text" } } satisfies ShapeOf<KaggleSource>,
  faults(source, report) {
    // Both become parts of an address.
    for (const property of ["owner", "dataset"] as const)
      if (!/^[A-Za-z0-9_-]+$/.test(source[property]))
        report(
          `source.${property}`,
          `does not look like the ${property} part of https://www.kaggle.com/datasets/<owner>/<dataset>`,
        );
  },
  inWords: (source) => `Kaggle, [${source.owner}/${source.dataset}](${page(source)})`,
  archivePage: page,
  credentials: {
    service: "Kaggle",
    secrets: [
      { name: "KAGGLE_API_TOKEN", mayBePath: true },
      { name: "KAGGLE_USERNAME", alias: "username" },
      { name: "KAGGLE_KEY", alias: "key" },
      {
        name: "kaggle.json",
        file: { variable: "KAGGLE_CONFIG_DIR", folders: [".kaggle", ".config/kaggle"] },
      },
    ],
    token: "KAGGLE_API_TOKEN",
    file: "kaggle.json",
    setting: "kaggleToken",
  },
};
