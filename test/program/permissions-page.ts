import type { Permission } from "./describe";

/** Placeholders for what differs between accounts and stacks. */
const general = (resource: string) =>
  resource
    .replaceAll("123456789012", "<account>")
    .replaceAll("eu-central-1", "<region>")
    .replaceAll(/(secret:[\w-]+)-[0-9a-f]{7}-[0-9a-f]{6}/g, "$1-…")
    .replaceAll(/-[0-9a-f]{7}(?=[/:*]|$)/g, "-…")
    .replaceAll(/key\/[0-9a-f-]{36}/g, "key/<the lake's>")
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
    "schedule has a role of its own, with one inline policy and no managed one. `…` stands for the digits that Pulumi puts",
    "behind a name.",
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
