/** The configuration of the SDK's clients. Each client stands beside the only code that uses it, so that no function loads another's. */

/** Options for tests. */
export interface ClientOptions {
  /** Total tries of one call. @default 5 */
  readonly attempts?: number;
  /** Address of every service. @default AWS's addresses, or AWS_ENDPOINT_URL */
  readonly endpoint?: string;
}

/** The configuration of every client. Region and credentials come from the environment, as Lambda sets it. */
export const clientConfig = ({ attempts = 5, endpoint }: ClientOptions = {}) => ({
  retryMode: "adaptive",
  maxAttempts: attempts,
  // Milliseconds to connect, and of silence before a connection counts as dead.
  requestHandler: { connectionTimeout: 5_000, socketTimeout: 60_000 },
  ...(endpoint === undefined ? {} : { endpoint }),
});
