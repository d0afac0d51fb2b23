/** Turns errors of the SDK into failures whose names the state machine knows. */
import { failure } from "../../core/run/failure";

/** A service, and the names of its failures. */
export interface Service {
  readonly title: string;
  /** The service throttles, is down or does not answer, after the SDK's tries: ask again later. */
  readonly unavailable: string;
  /** Anything else: asking again gives the same error. */
  readonly failed: string;
}

export const s3: Service = { title: "S3", unavailable: "StoreUnavailable", failed: "StoreFailed" };
export const glue: Service = {
  title: "The Glue Data Catalog",
  unavailable: "CatalogUnavailable",
  failed: "CatalogFailed",
};
export const secretsManager: Service = {
  title: "Secrets Manager",
  unavailable: "SecretsUnavailable",
  failed: "SecretsFailed",
};
export const redshiftData: Service = {
  title: "The Redshift Data API",
  unavailable: "WarehouseUnavailable",
  failed: "WarehouseFailed",
};

interface Thrown {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
}
const thrown = (error: unknown): Thrown => (typeof error === "object" && error !== null ? error : {});

/** HTTP status of the answer; undefined if there was no answer. */
export const statusOf = (error: unknown): number | undefined => thrown(error).$metadata?.httpStatusCode;

/** How often the SDK asked, at least 1. */
export const attemptsOf = (error: unknown): number => thrown(error).$metadata?.attempts ?? 1;

/** True if the service gave its error one of these codes. */
export const isCode = (error: unknown, ...codes: readonly string[]): boolean =>
  codes.includes(String(thrown(error).name));

/** True if a permission is missing: status 403, or 400 with such a code from the services that answer in JSON. */
export const isDenied = (error: unknown): boolean =>
  statusOf(error) === 403 || isCode(error, "AccessDenied", "AccessDeniedException");

/** The SDK's error for an action (by its IAM name) on a resource, as `AccessDenied` or by the service's names. */
export function explained(service: Service, action: string, resource: string, error: unknown): Error {
  const said = `${String(thrown(error).name)}: ${String(thrown(error).message)}`;
  if (isDenied(error))
    return failure(
      "AccessDenied",
      `${action} on ${resource} is denied (${said}); allow it in the policy of this function's role, and in the key policy if a customer-managed key encrypts it.`,
      error,
    );
  if (isUnavailable(error))
    return failure(
      service.unavailable,
      `${service.title} failed ${action} on ${resource} ${attemptsOf(error)} times (${said}); try again later.`,
      error,
    );
  return failure(service.failed, `${action} on ${resource} failed (${said}).`, error);
}

function isUnavailable(error: unknown): boolean {
  const { name, code } = thrown(error);
  const status = statusOf(error);
  if (status === undefined) return name === "TimeoutError" || /^E[A-Z_]+$/.test(String(code));
  if (status === 429 || status >= 500) return true;
  // Codes that come with status 400.
  return /^(SlowDown|Throttl|RequestTimeout|RequestLimit|TooManyRequests|OperationTimeout|ResourceNotReady|Active\w+Exceeded)/.test(
    String(name),
  );
}
