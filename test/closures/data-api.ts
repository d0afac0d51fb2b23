/** Stands in for Redshift's Data API where only the question and the answer count: PostgreSQL runs the SQL itself in test/handlers/load/. */
import { standIn, type Asked, type Reply } from "../handlers/aws/stand-in";

/** What was sent in one batch. */
export interface SentBatch {
  readonly workgroup: string;
  readonly database: string;
  readonly statements: readonly string[];
}

/** A warehouse in which nothing is loaded yet, and that takes whatever it is sent; each statement is once said to be at work. */
export async function emptyWarehouse() {
  const batches: SentBatch[] = [];
  const described = new Map<string, number>();

  function answer({ headers, body }: Asked): Reply {
    const given = JSON.parse(body.toString()) as {
      readonly Id?: string;
      readonly WorkgroupName?: string;
      readonly Database?: string;
      readonly Sqls?: readonly string[];
    };
    const id = (given.Id ?? "").split(":")[0]!;
    switch (String(headers["x-amz-target"]).replace("RedshiftData.", "")) {
      case "BatchExecuteStatement":
        batches.push({
          workgroup: given.WorkgroupName ?? "",
          database: given.Database ?? "",
          statements: given.Sqls ?? [],
        });
        return json({ Id: `statement-${batches.length}` });
      case "DescribeStatement": {
        const times = (described.get(id) ?? 0) + 1;
        described.set(id, times);
        if (times === 1) return json({ Id: id, Status: "STARTED" });
        const { statements } = batches[Number(id.split("-")[1]) - 1]!;
        return json({
          Id: id,
          Status: "FINISHED",
          HasResultSet: true,
          SubStatements: statements.map((_, index) => ({
            Id: `${id}:${index + 1}`,
            Status: "FINISHED",
            HasResultSet: true,
            ResultRows: 0,
          })),
        });
      }
      default:
        return json({ ColumnMetadata: [], Records: [] });
    }
  }
  const { endpoint, close } = await standIn(answer);
  return { endpoint, batches, close };
}

const json = (body: object): Reply => ({
  headers: { "content-type": "application/x-amz-json-1.1" },
  body: JSON.stringify(body),
});
