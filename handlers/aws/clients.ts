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

/** What a test changes. */
export interface ClientOptions {
  /** Tries of one call in all. @default 5 */
  readonly attempts?: number;
  /** Address of every service. @default AWS's own, or AWS_ENDPOINT_URL */
  readonly endpoint?: string;
}

/** The configuration of every client. Region and credentials are those of the environment, as Lambda sets it. */
export const clientConfig = ({ attempts = 5, endpoint }: ClientOptions = {}) => ({
  retryMode: "adaptive",
  maxAttempts: attempts,
  // Milliseconds to connect, and of silence before a connection counts as dead.
  requestHandler: { connectionTimeout: 5_000, socketTimeout: 60_000 },
  ...(endpoint === undefined ? {} : { endpoint }),
});

/** The clients that every function has; an address that is an IP gets paths, not host names. */
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
