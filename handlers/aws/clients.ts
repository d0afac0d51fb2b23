/** The SDK's clients, made once per cold start and shared by every event of it. */
import { GlueClient } from "@aws-sdk/client-glue";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

/** One client of each service. */
export interface Clients {
  readonly s3: S3Client;
  readonly glue: GlueClient;
  readonly secrets: SecretsManagerClient;
}

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

/** The clients that every function needs. If the address is an IP, S3 uses paths instead of host names. */
export function makeClients(options: ClientOptions = {}): Clients {
  const common = clientConfig(options);
  return {
    s3: new S3Client({
      ...common,
      requestChecksumCalculation: "WHEN_SUPPORTED",
      responseChecksumValidation: "WHEN_SUPPORTED",
    }),
    glue: new GlueClient(common),
    secrets: new SecretsManagerClient(common),
  };
}
