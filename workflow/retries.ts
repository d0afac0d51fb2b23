/** What is tried again, and what is not: the retriers of the state machine, by the names of errors. */

/** How often errors of these names are tried again, and when. */
export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: "FULL";
}

/** The disk stays full, the file system stays what it is, a laptop without Python or Java stays without. Stands before every other retrier. */
export const hopeless: Retrier = {
  ErrorEquals: [
    "StoreFull",
    "StoreReadOnly",
    "StoreUnsupported",
    "KeyRefused",
    "OutOfMemory",
    "PythonMissing",
    "PythonPackagesMissing",
    "JavaMissing",
  ],
  MaxAttempts: 0,
};

/**
 * What AWS says when the function itself is well, and what its clients say after their own tries: asking again soon is
 * right.
 */
const lambdaTroubles: Retrier = {
  ErrorEquals: [
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.Unknown",
    "StoreUnavailable",
    "StoreChanged",
    "StoreDamaged",
    "CatalogUnavailable",
    "SecretsUnavailable",
    "WarehouseUnavailable",
  ],
  IntervalSeconds: 2,
  MaxAttempts: 3,
  BackoffRate: 2,
  MaxDelaySeconds: 30,
  JitterStrategy: "FULL",
};

/** An account runs so many functions at once, ten when it is new: minutes later there is room. */
const lambdaThrottled: Retrier = {
  ErrorEquals: ["Lambda.TooManyRequestsException"],
  IntervalSeconds: 10,
  MaxAttempts: 10,
  BackoffRate: 1.5,
  MaxDelaySeconds: 120,
  JitterStrategy: "FULL",
};

/** A function that ran out of time may have met a slow hour; what is too much for it is so the second time as well. */
const lambdaTimeout: Retrier = {
  ErrorEquals: ["Sandbox.Timedout", "States.Timeout"],
  IntervalSeconds: 10,
  MaxAttempts: 1,
  MaxDelaySeconds: 10,
  JitterStrategy: "FULL",
};

/** The retriers of every function. */
export const lambdaRetries = [lambdaThrottled, lambdaTimeout, lambdaTroubles];

/** A source that throttles, is down, or changed while it was read; its client has already backed off. */
export const sourceTroubles: Retrier = {
  ErrorEquals: ["SourceChanged", "SourceThrottled", "SourceUnavailable"],
  IntervalSeconds: 300,
  BackoffRate: 2,
  MaxDelaySeconds: 3600,
  JitterStrategy: "FULL",
};

/** A checksum that does not fit: one flipped bit must not cost the night, two are the source's. */
export const damagedOnTheWay: Retrier = {
  ErrorEquals: ["SourceDamaged"],
  IntervalSeconds: 60,
  MaxDelaySeconds: 60,
  JitterStrategy: "FULL",
};

/** Glue runs no more of this job at once. */
export const glueQueue: Retrier = {
  ErrorEquals: ["Glue.ConcurrentRunsExceededException"],
  IntervalSeconds: 60,
  MaxAttempts: 10,
  BackoffRate: 1.5,
  MaxDelaySeconds: 600,
  JitterStrategy: "FULL",
};

/** A script fails only when its machine does, so one more try is worth its price. */
export const machineTroubles: Retrier = {
  ErrorEquals: ["States.TaskFailed", "States.Timeout"],
  IntervalSeconds: 60,
  MaxAttempts: 1,
  MaxDelaySeconds: 60,
  JitterStrategy: "FULL",
};

/** Others published at the same moment, again and again: once they are done there is room. */
export const contention: Retrier = {
  ErrorEquals: ["CatalogConflict", "PublishContended"],
  IntervalSeconds: 30,
  MaxAttempts: 3,
  MaxDelaySeconds: 300,
  JitterStrategy: "FULL",
};

/** A message that cannot be sent: a few tries are all that it is worth. */
export const unsent: Retrier = {
  ErrorEquals: ["States.ALL"],
  IntervalSeconds: 2,
  MaxAttempts: 3,
  BackoffRate: 2,
  MaxDelaySeconds: 30,
  JitterStrategy: "FULL",
};
