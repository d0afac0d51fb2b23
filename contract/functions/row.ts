/** How to describe a portable function, and the short form that the lists use. */

/** What an argument may be. `number` is any numeric type, `real` an integer or a double. */
export type ArgumentClass =
  | "any"
  | "number"
  | "real"
  | "integer"
  | "double"
  | "text"
  | "boolean"
  | "date"
  | "timestamp"
  | "moment"
  | "unit";

/** One function of the portable list. */
export interface PortableFunction {
  /** DuckDB's name for it, in lower case; operators by their sign. */
  readonly name: string;
  readonly kind: "operator" | "scalar" | "aggregate" | "window";
  /** `exact`: equal values; `computed`: a double that may differ in its last digits, by 1e-12 of its size. */
  readonly result: "exact" | "computed";
  /** Classes of the arguments; the first `required` of them must be given. */
  readonly takes: readonly ArgumentClass[];
  readonly required: number;
  /** Domain and differences, for people. */
  readonly remark: string;
  /** The macro's parameters and body, if DuckDB lacks the function or differs from Spark. */
  readonly duckdb?: string;
}

/** Name, result, classes of the arguments, remark, macro. */
export type Row = readonly [
  name: string,
  result: PortableFunction["result"],
  takes: string,
  remark?: string,
  duckdb?: string,
];

/** A row's `takes` is a list of classes, the optional ones with a question mark: `text, integer, integer?`. */
export const entries =
  (kind: PortableFunction["kind"]) =>
  ([name, result, takes, remark = "", duckdb]: Row): PortableFunction => {
    const classes = takes.split(", ").filter(Boolean);
    return {
      name,
      kind,
      result,
      takes: classes.map((text) => text.replace("?", "") as ArgumentClass),
      required: classes.filter((text) => !text.endsWith("?")).length,
      remark,
      ...(duckdb === undefined ? {} : { duckdb }),
    };
  };
