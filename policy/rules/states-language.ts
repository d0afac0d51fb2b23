/** The states of a machine's definition, including those inside Maps and Parallels. */
import { at, input, list, type RecordedResource } from "../resource";

export interface NamedState {
  readonly name: string;
  readonly state: unknown;
  /** The Maps and Parallels that contain it, the innermost last. */
  readonly within: readonly unknown[];
}

function statesIn(part: unknown, within: readonly unknown[]): readonly NamedState[] {
  const states = Object.entries((at(part, "States") as object | undefined) ?? {}) as [string, unknown][];
  return states.flatMap(([name, state]) => {
    const inner = [at(state, "ItemProcessor"), at(state, "Iterator"), ...list(at(state, "Branches"))];
    return [{ name, state, within }, ...inner.flatMap((other) => statesIn(other, [...within, state]))];
  });
}

/** All states of a state machine. Throws if its definition is not JSON. */
export function statesOf(machine: RecordedResource): readonly NamedState[] {
  const definition = input(machine, "definition");
  return statesIn(typeof definition === "string" ? JSON.parse(definition) : definition, []);
}

const ofKind = (kind: string) => (machine: RecordedResource) =>
  statesOf(machine).filter(({ state }) => at(state, "Type") === kind);

export const tasksOf = ofKind("Task");
export const mapsOf = ofKind("Map");
