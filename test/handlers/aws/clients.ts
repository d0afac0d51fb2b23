/** The clients of AWS that a test looks into an emulated account with. */
import type { GlueClient } from "@aws-sdk/client-glue";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { makeS3 } from "../../../handlers/aws/bucket-store";
import type { ClientOptions } from "../../../handlers/aws/clients";
import { makeGlue } from "../../../handlers/aws/glue-catalog";
import { makeSecretsManager } from "../../../handlers/aws/stack-secret";

export interface Clients {
  readonly s3: S3Client;
  readonly glue: GlueClient;
  readonly secrets: SecretsManagerClient;
}

/** One client of each service, configured as the functions' are. */
export const makeClients = (options?: ClientOptions): Clients => ({
  s3: makeS3(options),
  glue: makeGlue(options),
  secrets: makeSecretsManager(options),
});
