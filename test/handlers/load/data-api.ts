/** A stand-in for the Data API: its statements run on PostgreSQL in this process. */
import type { PGlite, Results } from "@electric-sql/pglite";
import { standIn, type Asked, type Reply } from "../aws/stand-in";

/** Rows of one page of an answer. */
const pageRows = 2;

interface Sent {
  readonly result?: Results<unknown[]>;
  readonly error?: string;
  described: number;
}

// Date, time and number as the database prints them.
const asText = Object.fromEntries([1082, 1114, 1700].map((type) => [type, (text: string) => text]));

/** What a test spoils. */
interface Spoiled {
  /** Statements do not end by themselves; called whenever one is asked after, or is to be cancelled. */
  endless: (() => void) | undefined;
  /** Why nothing can be cancelled. */
  refusal: string | undefined;
}

/** Answers for one workgroup. */
export async function dataApi(database: PGlite, workgroup: string) {
  const sent: Sent[] = [];
  const spoiled: Spoiled = { endless: undefined, refusal: undefined };

  async function answer({ headers, body }: Asked): Promise<Reply> {
    const { WorkgroupName, Sql, Id, NextToken } = JSON.parse(body.toString()) as Record<string, string>;
    const statement = sent[Number(Id?.slice(-4)) - 1];
    switch (String(headers["x-amz-target"]).replace("RedshiftData.", "")) {
      case "ExecuteStatement": {
        if (WorkgroupName !== workgroup) return refused("Redshift endpoint doesn't exist in this region.");
        const result = await database
          .query<unknown[]>(Sql!, [], { rowMode: "array", parsers: asText })
          .then((rows) => ({ result: rows }))
          .catch((error: Error) => ({ error: `ERROR: ${error.message}` }));
        sent.push({ ...result, described: 0 });
        return json({ Id: `00000000-0000-4000-8000-${String(sent.length).padStart(12, "0")}` });
      }
      case "DescribeStatement": {
        const { result, error, described } = statement!;
        statement!.described += 1;
        spoiled.endless?.();
        if (described === 0 || spoiled.endless) return json({ Id, Status: "STARTED" });
        if (error !== undefined) return json({ Id, Status: "FAILED", Error: error });
        const HasResultSet = (result?.fields.length ?? 0) > 0;
        const ResultRows = HasResultSet ? result?.rows.length : result?.affectedRows;
        return json({ Id, Status: "FINISHED", HasResultSet, ResultRows });
      }
      case "GetStatementResult": {
        const { fields, rows } = statement!.result!;
        const start = Number(NextToken ?? 0);
        const next = start + pageRows;
        return json({
          ColumnMetadata: fields.map(({ name }) => ({ name, label: name })),
          Records: rows
            .slice(start, next)
            .map((row) => row.map((value, i) => field(value, fields[i]!.dataTypeID))),
          ...(next < rows.length ? { NextToken: String(next) } : {}),
        });
      }
      case "CancelStatement":
        spoiled.endless?.();
        return spoiled.refusal === undefined
          ? json({ Status: true })
          : refused(spoiled.refusal, "AccessDeniedException");
      default:
        return refused("unknown action");
    }
  }
  return Object.assign(spoiled, await standIn(answer));
}

function field(value: unknown, type: number): object {
  if (value === null) return { isNull: true };
  if (typeof value === "boolean") return { booleanValue: value };
  if (typeof value === "bigint") return { longValue: Number(value) };
  if (typeof value === "number") return type === 701 ? { doubleValue: value } : { longValue: value };
  return { stringValue: value as string };
}

const json = (body: object, status = 200): Reply => ({
  status,
  headers: { "content-type": "application/x-amz-json-1.1" },
  body: JSON.stringify(body),
});
const refused = (message: string, code = "ValidationException"): Reply =>
  json({ __type: code, Message: message }, 400);
