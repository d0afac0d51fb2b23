/** The two Spark scripts of glue/ as steps of the laptop's state machine. */
export { makeSparkConvert, type SparkConvertEvent } from "./convert";
export type { SparkOptions } from "./launch";
export { makeSparkTransform } from "./transform";
