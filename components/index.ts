/** The components of a data platform, each usable alone. */
export { Alarms, type AlarmsArgs } from "./alarms";
export type { Transform } from "./adjust";
export { ConvertFn } from "./convert-fn";
export { Credentials, type CredentialsArgs } from "./credentials";
export { DataLake, type DataLakeArgs } from "./data-lake";
export type { FnArgs } from "./fn";
export { GlueConvert } from "./glue-convert";
export type { GlueJobArgs } from "./glue-job";
export { GlueTransform } from "./glue-transform";
export { policyOf, type Grant } from "./grants";
export { IngestFn, type IngestFnArgs } from "./ingest-fn";
export { Key, type KeyArgs } from "./key";
export { Pipeline, type PipelineArgs, type Steps } from "./pipeline";
export { PublishFn } from "./publish-fn";
export { Schedule, type ScheduleArgs } from "./schedule";
