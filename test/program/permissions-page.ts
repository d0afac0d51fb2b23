import type { Permission } from "./describe";

/** Placeholders for what differs between accounts and stacks. */
const general = (resource: string) =>
  resource
    .replaceAll("123456789012", "<account>")
    .replaceAll("eu-central-1", "<region>")
    .replaceAll(/secret:([\w-]+)-[0-9a-f]{7}-[0-9a-f]{6}/g, "secret:<project>-<stack>-$1-…")
    .replaceAll(/([\w-]+)-[0-9a-f]{7}(?=[/:*]|$)/g, "<project>-<stack>-$1-…")
    .replaceAll(/key\/[0-9a-f-]{36}/g, "key/<the lake's>")
    .replaceAll(/workgroup\/[0-9a-f-]{36}/g, "workgroup/<the warehouse's>")
    .replaceAll("/prod/", "/<stack>/")
    .replaceAll("_prod", "_<stack>");

const cell = (text: string) => text.replaceAll("|", "\\|");

/** The permission table of the whole program: one role a section, one grant a line. */
export function permissionsPage(permissions: readonly Permission[]): string {
  const roles = [...new Set(permissions.map(({ role }) => role))].sort();
  return [
    "# What each role may do",
    "",
    "Derived from the program with everything switched on; `npm test` compares it. Each function, job, state machine and",
    "schedule has a role of its own, with one inline policy and no managed one. `…` stands for the hexadecimal digits that",
    "Pulumi puts behind a name. A data set that Spark converts has one more role, `<data set>-convert-spark-role`, which reads",
    "`raw/` and writes `stage/` and `quarantine/`. The roles that deploy all this are not here but in",
    "[bootstrap/](../bootstrap): [what is broad in them](deploy.md#which-permissions-are-broad-and-why).",
    ...roles.flatMap((role) => [
      "",
      `## ${role}`,
      "",
      "| may | on | only where |",
      "| --- | --- | --- |",
      ...permissions
        .filter((each) => each.role === role)
        .map(({ action, resource, condition }) => {
          const on = resource === "*" ? "everything (it has no resources)" : `\`${general(resource)}\``;
          return `| \`${action}\` | ${cell(on)} | ${condition ? `\`${cell(condition)}\`` : ""} |`;
        }),
    ]),
    "",
  ].join("\n");
}
