import { chartFields } from "../chart";
import type { Dataset } from "../dataset";
import type { Shape } from "./shape";
import type { ShapeOf } from "./shape-of";

const place = (key: string, shape: Shape) =>
  ({ fields: { [key]: shape }, optional: { prefix: "text", time: { oneOf: ["midnight"] } } }) as const;

const rule = (fields: Readonly<Record<string, Shape>>): Shape => ({
  fields: { name: "text", kind: "text", ...fields },
  optional: { severity: { oneOf: ["error", "warn"] } },
});

const sampleColumn = (fields: Readonly<Record<string, Shape>>): Shape => ({
  fields: { kind: "text", ...fields },
});

const bySymbol = { symbols: { list: "text" }, lookback: "number", maxFailedRatio: "number" } as const;

const sample = { file: "text", layout: "text", rows: "number" } as const;

/** The shape of a `Dataset`, property by property as dataset.ts has them. */
export const datasetShape = {
  fields: {
    name: "text",
    title: "text",
    description: "text",
    licence: { fields: { name: "text", url: "text" } },
    citation: "text",
    source: {
      byKind: {
        kaggle: { fields: { kind: "text", owner: "text", dataset: "text" } },
        yahoo: { fields: { kind: "text", terms: "text", ...bySymbol } },
        http: { fields: { kind: "text", url: "text", ...bySymbol }, optional: { terms: "text" } },
      },
    },
    layouts: {
      list: {
        byFormat: {
          csv: {
            fields: {
              name: "text",
              files: "text",
              delimiter: "text",
              quoting: { oneOf: ["rfc4180", "none"] },
              header: { either: ["true", { fields: { fields: "number" } }] },
              columns: {
                record: {
                  byKey: {
                    header: place("header", "text"),
                    field: place("field", "number"),
                    path: place("path", "text"),
                    text: { fields: { text: "text" } },
                  },
                },
              },
            },
            optional: { format: "text" },
          },
          "yahoo-chart": {
            fields: {
              format: "text",
              name: "text",
              files: "text",
              columns: {
                record: {
                  byKey: {
                    chart: { fields: { chart: { oneOf: chartFields } } },
                    path: place("path", "text"),
                    text: { fields: { text: "text" } },
                  },
                },
              },
            },
          },
        },
      },
    },
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
        byKind: {
          range: rule({ column: "text", min: "number", max: "number" }),
          expression: rule({ sql: "text" }),
          covers: rule({ column: "text", stage: "text" }),
          rows: rule({ min: "number" }),
          change: rule({ max: "number" }),
        },
      },
    },
    maxBadRatio: "number",
    retention: "text",
    schedule: { fields: { expression: "text", timeZone: "text" } },
    convert: { oneOf: ["lambda", "spark"] },
  },
  optional: {
    sample: {
      byKey: {
        columns: {
          fields: {
            ...sample,
            columns: {
              record: {
                byKind: {
                  blocks: sampleColumn({ values: { list: "text" } }),
                  runs: sampleColumn({ values: { list: "text" }, length: "number" }),
                  wave: sampleColumn({
                    mean: "number",
                    amplitude: "number",
                    period: "number",
                    digits: "number",
                  }),
                },
              },
            },
          },
        },
        series: {
          fields: {
            ...sample,
            until: "text",
            holidays: { list: "text" },
            timeZone: "text",
            series: {
              list: {
                fields: {
                  symbol: "text",
                  currency: "text",
                  last: "number",
                  drift: "number",
                  scale: "number",
                },
                optional: {
                  dividend: { fields: { yield: "number", every: "number" } },
                  split: { fields: { ratio: "number", before: "number" } },
                },
              },
            },
          },
        },
      },
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

/** Properties whose shape is that of their kind. */
type Kinds = "source" | "layouts" | "rules" | "sample";
