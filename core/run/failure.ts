/**
 * An error with a name that the state machine can match and a sentence that a person can act on. No class:
 * Step Functions and other processes know an error by its name alone.
 */
export function failure(name: string, message: string, cause?: unknown): Error {
  const error = new Error(message, cause === undefined ? undefined : { cause });
  error.name = name;
  return error;
}

/** Whether an unknown thrown thing is the failure of that name. */
export function isFailure(error: unknown, name: string): error is Error {
  return error instanceof Error && error.name === name;
}
