/**
 * An error with a name that the state machine can match and a message that a person can act on. It is not a class, because Step
 * Functions and other processes know an error only by its name.
 */
export function failure(name: string, message: string, cause?: unknown): Error {
  const error = new Error(message, cause === undefined ? undefined : { cause });
  error.name = name;
  return error;
}

/** True if a thrown value is the failure of that name. */
export function isFailure(error: unknown, name: string): error is Error {
  return error instanceof Error && error.name === name;
}
