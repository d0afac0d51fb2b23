import { formats, sampleKinds } from "../formats";
import { renamedSources, sources } from "../sources";
import type { Dataset } from "../dataset";
import { ruleKinds } from "../rules";
import type { Shape } from "./shape";
import type { ShapeOf } from "./shape-of";

const rule = (fields: Readonly<Record<string, Shape>>): Shape => ({
  fields: { name: "text", kind: "text", ...fields },
  optional: { severity: { oneOf: ["error", "warn"] } },
});

const shapesOf = (
  kinds: Readonly<Record<string, { readonly shape: Shape }>>,
): Readonly<Record<string, Shape>> =>
  Object.fromEntries(Object.entries(kinds).map(([name, { shape }]) => [name, shape]));

/** The shape of a `Dataset`, property by property as in dataset.ts. */
export const datasetShape = {
  fields: {
    name: "text",
    title: "text",
    description: "text",
    licence: { fields: { name: "text", url: "text" } },
    citation: "text",
    source: { byKind: shapesOf(sources), renamed: renamedSources },
    layouts: { list: { byFormat: shapesOf(formats) } },
    stage: {
      record: {
        fields: { type: "text" },
        optional: {
          nullable: "boolean",
          nulls: { list: "text" },
          nonFinite: { list: { oneOf: ["NaN", "Infinity", "-Infinity"] } },
          renamedFrom: { list: "text" },
          fill: "scalar",
        },
      },
    },
    table: {
      fields: {
        columns: {
          record: {
            fields: { type: "text", description: "text" },
            optional: { nullable: "boolean", unit: "text", renamedFrom: { list: "text" } },
          },
        },
        key: { list: "text" },
        mode: { oneOf: ["replace", "upsert"] },
        sql: "text",
      },
    },
    rules: {
      list: {
        byKind: Object.fromEntries(Object.entries(ruleKinds).map(([kind, { shape }]) => [kind, rule(shape)])),
      },
    },
    maxBadRatio: "number",
    retention: "text",
    schedule: { fields: { expression: "text", timeZone: "text" } },
    convert: { oneOf: ["lambda", "spark"] },
  },
  optional: {
    sample: {
      byKey: Object.fromEntries(
        sampleKinds.map(({ key, fields }) => [
          key,
          { fields: { file: "text", layout: "text", rows: "number", ...fields } },
        ]),
      ),
    },
    countBy: "text",
    warehouse: "boolean",
    analysis: {
      fields: {
        series: "text",
        date: "text",
        returns: "text",
        prior: { fields: { mean: "number", kappa: "number", alpha: "number", beta: "number" } },
      },
      optional: { engine: { oneOf: ["normal", "pymc"] } },
    },
  },
} as const satisfies ShapeOf<Omit<Dataset, Kinds>> & {
  readonly fields: Readonly<Record<Exclude<Kinds, "sample">, Shape>>;
  readonly optional: Readonly<Record<Extract<Kinds, "sample">, Shape>>;
};

/** Properties whose shape depends on their kind. */
type Kinds = "source" | "layouts" | "rules" | "sample";
