/** The catalog in a database of the Glue Data Catalog. */
import {
  CreateTableCommand,
  GetTableCommand,
  UpdateTableCommand,
  GlueClient,
  type Table,
  type TableInput,
} from "@aws-sdk/client-glue";
import type { Environment } from "../../contract/environment";
import { failure } from "../../core/run/failure";
import type { Catalog, CatalogEntry } from "../../core/run/ports";
import { explained, glue, isCode } from "./aws-failures";
import { clientConfig, type ClientOptions } from "./clients";

const parquet = {
  InputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
  OutputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
  SerdeInfo: {
    SerializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    Parameters: { "serialization.format": "1" },
  },
};

/** Makes the client of the Glue Data Catalog. */
export const makeGlue = (options?: ClientOptions): GlueClient => new GlueClient(clientConfig(options));

/**
 * The tables of a database, over files of a bucket. A table's version is Glue's `VersionId`. An update must name it, so if two
 * writers update at once, one gets `CatalogConflict`. Glue does not archive earlier versions: the pointers are the history, and
 * Glue limits the number of versions. Fails with `NoSuchDatabase`, `AccessDenied`, `CatalogUnavailable`, `CatalogFailed`.
 */
export function makeGlueCatalog(client: GlueClient, database: string, bucket: string): Catalog {
  const root = `s3://${bucket}/`;

  return {
    async get(name) {
      const { Table: table } = await client
        .send(new GetTableCommand({ DatabaseName: database, Name: name }))
        .catch((error: unknown) => {
          if (isCode(error, "EntityNotFoundException")) return { Table: undefined };
          throw explained(glue, "glue:GetTable", `${database}.${name}`, error);
        });
      return table && { version: table.VersionId ?? "", entry: entryOf(table, root) };
    },

    async put(name, entry, version) {
      const TableInput = tableInput(name, entry, root);
      const table = { DatabaseName: database, TableInput };
      try {
        if (version === undefined) await client.send(new CreateTableCommand(table));
        else await client.send(new UpdateTableCommand({ ...table, VersionId: version, SkipArchive: true }));
      } catch (error) {
        if (isCode(error, "ConcurrentModificationException", "AlreadyExistsException"))
          throw conflict(database, name, version, error);
        if (isCode(error, "EntityNotFoundException")) {
          // If the table itself is gone, its version is no longer the current one.
          if (version !== undefined) throw conflict(database, name, version, error);
          throw failure(
            "NoSuchDatabase",
            `The Glue Data Catalog has no database ${database} for the table ${name}: deploy the stack, or create the database.`,
            error,
          );
        }
        const action = version === undefined ? "glue:CreateTable" : "glue:UpdateTable";
        throw explained(glue, action, `${database}.${name}`, error);
      }
    },
  };
}

function conflict(database: string, name: string, version: string | undefined, cause: unknown): Error {
  const based = version === undefined ? "as a new table" : `on version ${version}`;
  return failure(
    "CatalogConflict",
    `The catalog table ${database}.${name} was to be written ${based}, but it has changed: read it again and decide again.`,
    cause,
  );
}

// Athena reads no other type of table. Glue does not keep empty strings.
function tableInput(name: string, { table, location }: CatalogEntry, root: string): TableInput {
  return {
    Name: name,
    TableType: "EXTERNAL_TABLE",
    ...(table.description === "" ? {} : { Description: table.description }),
    Parameters: { ...table.parameters },
    StorageDescriptor: {
      ...parquet,
      Location: root + location,
      Columns: table.columns.map(({ name: Name, type: Type, comment }) => ({
        Name,
        Type,
        ...(comment === "" ? {} : { Comment: comment }),
      })),
    },
  };
}

/** The entry that was put, from Glue's table. It equals the original, whatever Glue adds. */
function entryOf(table: Table, root: string): CatalogEntry {
  const { Columns = [], Location = "" } = table.StorageDescriptor ?? {};
  return {
    table: {
      name: table.Name ?? "",
      description: table.Description ?? "",
      columns: Columns.map(({ Name, Type, Comment }) => ({
        name: Name ?? "",
        type: Type ?? "",
        comment: Comment ?? "",
      })),
      parameters: { ...table.Parameters },
    },
    // Return a location outside the store, set by another tool, as it is: it then equals no entry.
    location: Location.startsWith(root) ? Location.slice(root.length) : Location,
  };
}

/** The catalog that a function's variables name. */
export const openCatalog = ({ LAKE_DATABASE, LAKE_BUCKET }: Environment<"publish">): Catalog =>
  makeGlueCatalog(makeGlue(), LAKE_DATABASE, LAKE_BUCKET);
