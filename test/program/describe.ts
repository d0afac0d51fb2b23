/** What a program registered, as texts that show a change in a line or two. */
import type { RecordedResource } from "../../policy";
import { isSecret } from "../../policy";

const shortType = (type: string) =>
  type.replace(/^aws:(\w+)\/\w+:(\w+)$/, "$1.$2").replace(/^data-flow:aws:/, "");

/** `name  type  (in parent)`, protected and retained ones marked. */
export function resourceList(resources: readonly RecordedResource[]): string {
  const byUrn = new Map(resources.map((each) => [each.urn, each]));
  const line = ({ name, type, parent, protect, retainOnDelete }: RecordedResource) => {
    const above = parent === undefined ? undefined : byUrn.get(parent);
    const marks = [protect && "protected", retainOnDelete && "retained"].filter(Boolean);
    return [
      `${name}: ${shortType(type)}`,
      above && ` in ${above.name}: ${shortType(above.type)}`,
      marks.length > 0 && ` (${marks.join(", ")})`,
    ]
      .filter(Boolean)
      .join("");
  };
  return resources.map(line).sort().join("\n");
}

/** One thing that a role may do: an action on a resource. */
export interface Permission {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
  /** JSON, or nothing. */
  readonly condition: string;
}

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: object;
}

const several = (value: string | readonly string[]): readonly string[] =>
  typeof value === "string" ? [value] : value;

/** Every permission of every role, by its one inline policy. */
export function permissions(resources: readonly RecordedResource[]): readonly Permission[] {
  return resources
    .filter(({ type }) => type === "aws:iam/rolePolicy:RolePolicy")
    .flatMap(({ name, inputs }) =>
      (JSON.parse(inputs["policy"] as string) as { Statement: Statement[] }).Statement.flatMap(
        ({ Action, Resource, Condition }) =>
          several(Resource).flatMap((resource) =>
            several(Action).map((action) => ({
              role: name.replace(/-policy$/, "-role"),
              action,
              resource,
              condition: Condition ? JSON.stringify(Condition) : "",
            })),
          ),
      ),
    );
}

/** Inputs by a path such as `configuration.scanLimit`, JSON documents opened, what is only content left out. */
export function flatInputs(resource: RecordedResource): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const visit = (path: string, value: unknown): void => {
    if (isSecret(value)) found.set(path, "(secret)");
    else if (typeof value === "string" && /^[[{]/.test(value)) visit(path, JSON.parse(value));
    else if (typeof value === "object" && value !== null)
      for (const [key, inner] of Object.entries(value)) visit(path ? `${path}.${key}` : key, inner);
    else found.set(path, String(value));
  };
  for (const [key, value] of Object.entries(resource.inputs)) if (key !== "code") visit(key, value);
  return found;
}
