import { readFileSync } from "node:fs";

/** The numbered sections of docs/athena.md: title and SQL. */
export const athenaQueries = readFileSync("docs/athena.md", "utf8")
  .replaceAll("\r\n", "\n")
  .split(/^## /m)
  .filter((text) => /^\d+\. /.test(text))
  .map((text) => ({
    title: /^\d+\. (.*)/.exec(text)?.[1] ?? "",
    queries: [...text.matchAll(/^```sql\n(.*?)^```$/gms)].map(([, sql = ""]) => sql),
  }));
