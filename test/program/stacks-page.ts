import type { Difference } from "./difference";

/** One key that the two stacks set differently, and all that it changes. */
export interface Swapped {
  readonly key: string;
  readonly dev: string;
  readonly prod: string;
  readonly does: string;
  readonly difference: Difference;
}

const listed = (title: string, items: readonly string[]) =>
  items.length === 0 ? [] : ["", `${title}:`, "", ...items.map((item) => `- \`${item.replace(": ", "` ")}`)];

function changes(changed: Difference["changed"]): readonly string[] {
  const rows = Object.entries(changed)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, properties]) => `| \`${key.replace(": ", "` | ")} | ${properties.join(", ")} |`);
  return rows.length === 0 ? [] : ["", "| changes | of type | its |", "| --- | --- | --- |", ...rows];
}

/** docs/stacks.md: what a stack is, and what becomes different between dev and prod, key by key. */
export function stacksPage(swapped: readonly Swapped[]): string {
  return [
    "# Stacks",
    "",
    "One program, several environments: `index.ts` is the same for all, and `Pulumi.<stack>.yaml` says what differs. A new",
    "environment is a new file: `pulumi stack init staging`, and a `Pulumi.staging.yaml` with the keys below. Every key, with",
    "its type, default and meaning, is declared in `Pulumi.yaml`. Before anything is touched, Pulumi refuses a value of the wrong type, one at a time; the program then",
    "refuses keys that do not exist and values that cannot be, all of them in one message.",
    "",
    "Two stacks may live in one account and region: no name is shared. What is named by AWS's rules alone is named by Pulumi, with",
    "project and stack before and seven hexadecimal digits behind; log groups are `/data-flow/<stack>/…`, a state machine's",
    "`/aws/vendedlogs/states/data-flow/<stack>/…`, and the database is `data_flow_<stack>`, since people type",
    "them. A warehouse, the logs that it writes and the role that loads it are `data-flow-<stack>-…` without digits.",
    "Better is an account for each, which `aws:allowedAccountIds` then holds apart: a stack refuses every other account.",
    "",
    "**prod** refuses to destroy buckets, data, database, warehouse and key: they are protected in Pulumi's state, kept by AWS when they leave",
    "the program, and never emptied. **dev** destroys whole and can be made again at once: buckets and the workgroup are emptied,",
    "secrets are deleted without a time of recovery.",
    "",
    "## From dev to prod",
    "",
    "The tests derive this by running the program with the terms of every source accepted. Each section shows what one key changes; together they are",
    "all that differs between the two stacks. `npm run test:all` compares it, and updates it with `ACCEPT=1`.",
    ...swapped.flatMap(({ key, dev, prod, does, difference }) => [
      "",
      `### ${key}: ${dev} → ${prod}`,
      "",
      does,
      ...listed("Adds", difference.added),
      ...listed("Takes away", difference.removed),
      ...changes(difference.changed),
    ]),
    "",
  ].join("\n");
}
