/** What the state machine retries, and what not: its retriers, by the names of errors. */

/** How often and when errors of these names are retried. */
export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: "FULL";
}

/**
 * A retry does not help against a full disk, the wrong file system, or a laptop without Python or Java. Comes before
 * every other retrier.
 */
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
 * Errors of AWS while the function itself is well, and of its clients after their own retries: retry soon.
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

/** An account has a limit on concurrent functions, ten when it is new: minutes later there is room. */
const lambdaThrottled: Retrier = {
  ErrorEquals: ["Lambda.TooManyRequestsException"],
  IntervalSeconds: 10,
  MaxAttempts: 10,
  BackoffRate: 1.5,
  MaxDelaySeconds: 120,
  JitterStrategy: "FULL",
};

/** A function that timed out may have met a slow hour; if the work is too much for it, the second attempt times out too. */
const lambdaTimeout: Retrier = {
  ErrorEquals: ["Sandbox.Timedout", "States.Timeout"],
  IntervalSeconds: 10,
  MaxAttempts: 1,
  MaxDelaySeconds: 10,
  JitterStrategy: "FULL",
};

/** The retriers of every function. */
export const lambdaRetries = [lambdaThrottled, lambdaTimeout, lambdaTroubles];

/** A source that throttles, is down, or changed during the read; its client has already backed off. */
export const sourceTroubles: Retrier = {
  ErrorEquals: ["SourceChanged", "SourceThrottled", "SourceUnavailable"],
  IntervalSeconds: 300,
  BackoffRate: 2,
  MaxDelaySeconds: 3600,
  JitterStrategy: "FULL",
};

/** A checksum that does not match: one flipped bit must not cost the night; twice means that the source is wrong. */
export const damagedOnTheWay: Retrier = {
  ErrorEquals: ["SourceDamaged"],
  IntervalSeconds: 60,
  MaxDelaySeconds: 60,
  JitterStrategy: "FULL",
};

/** The limit of concurrent runs of this Glue job is reached. */
export const glueQueue: Retrier = {
  ErrorEquals: ["Glue.ConcurrentRunsExceededException"],
  IntervalSeconds: 60,
  MaxAttempts: 10,
  BackoffRate: 1.5,
  MaxDelaySeconds: 600,
  JitterStrategy: "FULL",
};

/** A script fails only if its machine does, so one retry is worth its price. */
export const machineTroubles: Retrier = {
  ErrorEquals: ["States.TaskFailed", "States.Timeout"],
  IntervalSeconds: 60,
  MaxAttempts: 1,
  MaxDelaySeconds: 60,
  JitterStrategy: "FULL",
};

/** Other runs kept publishing first: once they are done there is room. */
export const contention: Retrier = {
  ErrorEquals: ["CatalogConflict", "PublishContended"],
  IntervalSeconds: 30,
  MaxAttempts: 3,
  MaxDelaySeconds: 300,
  JitterStrategy: "FULL",
};

/** A message that cannot be sent is worth only a few attempts. */
export const unsent: Retrier = {
  ErrorEquals: ["States.ALL"],
  IntervalSeconds: 2,
  MaxAttempts: 3,
  BackoffRate: 2,
  MaxDelaySeconds: 30,
  JitterStrategy: "FULL",
};
