/** The warehouse in Redshift Serverless, through its Data API: it needs no connection, no password and no access to a VPC. */
import {
  BatchExecuteStatementCommand,
  CancelStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  RedshiftDataClient,
  type DescribeStatementResponse,
  type Field,
  type StatementStatusString,
} from "@aws-sdk/client-redshift-data";
import { failure } from "../../core/run/failure";
import type { Warehouse, WarehouseProgress, WarehouseValue } from "../../core/run/ports";
import { clientConfig, type ClientOptions } from "./clients";
import { explained, isCode, redshiftData } from "./aws-failures";

/** A database in the warehouse. */
export interface WarehouseAddress {
  /** The workgroup of Redshift Serverless. */
  readonly workgroup: string;
  /** The database in the workgroup's namespace. */
  readonly database: string;
}

/** The client of the Data API. It is separate from clients.ts because only one function needs it. */
export const makeRedshiftData = (options: ClientOptions = {}): RedshiftDataClient =>
  new RedshiftDataClient(clientConfig(options));

/**
 * A database of a workgroup, over a bucket. Statements run as the database user that Redshift derives from the caller:
 * `IAMR:<name>` for a role, `IAM:<name>` for a user. Fails with `WarehouseMissing`, `AccessDenied`, `CredentialsMissing`,
 * `WarehouseUnavailable`, `WarehouseFailed`.
 */
export function makeWarehouse(
  client: Pick<RedshiftDataClient, "send">,
  { workgroup, database }: WarehouseAddress,
  bucket: string,
): Warehouse {
  const target = { WorkgroupName: workgroup, Database: database };
  const where = `the workgroup ${workgroup}, database ${database}`;
  const explain = (action: string, resource = where) => {
    return (error: unknown): never => {
      throw warehouseFailure(action, resource, workgroup, error);
    };
  };

  return {
    root: `s3://${bucket}/`,

    async execute(statements, token) {
      const [only, ...more] = statements;
      const { Id } =
        more.length === 0
          ? await client
              .send(new ExecuteStatementCommand({ ...target, Sql: only, ClientToken: token }))
              .catch(explain("redshift-data:ExecuteStatement"))
          : await client
              .send(
                new BatchExecuteStatementCommand({ ...target, Sqls: [...statements], ClientToken: token }),
              )
              .catch(explain("redshift-data:BatchExecuteStatement"));
      return Id!;
    },

    async describe(id) {
      return progressOf(
        await client
          .send(new DescribeStatementCommand({ Id: id }))
          .catch(explain("redshift-data:DescribeStatement", `statement ${id} of ${where}`)),
      );
    },

    async *rows(id, statement) {
      // The Data API calls the statements of a batch <id>:1, <id>:2 and so on.
      const Id = statement === undefined ? id : `${id}:${statement}`;
      let next: string | undefined;
      do {
        const page = await client
          .send(new GetStatementResultCommand({ Id, ...(next === undefined ? {} : { NextToken: next }) }))
          .catch(explain("redshift-data:GetStatementResult", `statement ${Id} of ${where}`));
        yield {
          columns: (page.ColumnMetadata ?? []).map(({ label, name, typeName }) => ({
            name: label ?? name ?? "",
            type: typeName ?? "",
          })),
          rows: (page.Records ?? []).map((record) => record.map(valueOf)),
        };
        next = page.NextToken;
      } while (next);
    },

    async cancel(id) {
      await client.send(new CancelStatementCommand({ Id: id })).catch((error: unknown) => {
        // The statement has already ended.
        if (isCode(error, "ValidationException", "ResourceNotFoundException")) return;
        explain("redshift-data:CancelStatement", `statement ${id} of ${where}`)(error);
      });
    },
  };
}

function progressOf({
  Status,
  Error: error,
  SubStatements = [],
  ResultRows,
  HasResultSet,
}: DescribeStatementResponse): WarehouseProgress {
  const rows = (SubStatements.length > 0 ? SubStatements : [{ ResultRows }]).map((each) =>
    Number(each.ResultRows ?? -1),
  );
  const answers = HasResultSet === true;
  if (Status === "FINISHED") return { status: "finished", rows, answers };
  if (Status !== "FAILED" && Status !== "ABORTED") return { status: "running", rows, answers };
  // Besides the one that failed, statements that rolled back or never began can also be ABORTED.
  const first = (status: StatementStatusString) => SubStatements.findIndex((each) => each.Status === status);
  const failed = first("FAILED") < 0 ? first("ABORTED") : first("FAILED");
  const said = SubStatements[failed]?.Error ?? error;
  return {
    status: "failed",
    rows,
    answers,
    error: said ?? (Status === "ABORTED" ? "it was cancelled" : "Redshift gave no reason"),
    ...(failed < 0 ? {} : { failed: failed + 1 }),
  };
}

function valueOf(field: Field): WarehouseValue {
  const value = field.stringValue ?? field.longValue ?? field.doubleValue ?? field.booleanValue;
  return value ?? (field.blobValue ? Buffer.from(field.blobValue).toString("hex") : null);
}

function warehouseFailure(action: string, resource: string, workgroup: string, error: unknown): Error {
  const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
  if (isCode(error, "CredentialsProviderError", "ExpiredTokenException", "UnrecognizedClientException"))
    return failure(
      "CredentialsMissing",
      `No valid AWS credentials found (${name}: ${message}): log in (aws sso login), or set AWS_PROFILE to a profile.`,
      error,
    );
  if (/^Region is missing/.test(message))
    return failure(
      "RegionMissing",
      "No region is set: set AWS_REGION to the stack's region, or set it in the profile that AWS_PROFILE names.",
      error,
    );
  // The service has the same code for other invalid input.
  if (/endpoint doesn't exist|workgroup.*(not found|doesn't exist|does not exist)/i.test(message))
    return failure(
      "WarehouseMissing",
      `This account has no workgroup ${workgroup} in this region (${message}): check its name in the stack's outputs, and AWS_REGION.`,
      error,
    );
  return explained(redshiftData, action, resource, error);
}
