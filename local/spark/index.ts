/** The two Spark scripts of glue/ as steps of the laptop's state machine. */
export { makeSparkConvert, type SparkConvertEvent } from "./spark-convert";
export type { SparkOptions } from "./spark-launch";
export { makeSparkTransform } from "./spark-transform";
