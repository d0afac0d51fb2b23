/** The verdict of every rule on a stack. Pure. */
import { type Fault, type Rule } from "./check";
import { matches } from "./glob";
import { type RecordedResource, type Stack } from "./resource";
import { rules } from "./rules";
import { waivers as ours, type Waiver } from "./waivers";

/** The verdict of one rule on one stack. */
export interface Verdict {
  readonly rule: Rule;
  /**
   * `holds`; `waived`: not followed, for a written reason; `not applicable`: the stack has no resource that it
   * concerns, or it is a production rule in another stack; `broken`: at least one fault without a waiver.
   */
  readonly status: "holds" | "waived" | "not applicable" | "broken";
  /** The faults without a waiver. */
  readonly faults: readonly Fault[];
  /** The resources that cannot be judged before an update; empty once everything is created. */
  readonly waiting: readonly RecordedResource[];
  /** The waivers that cover a fault here. */
  readonly waivers: readonly Waiver[];
}

const none = { faults: [], waiting: [], waivers: [] } as const;

const isWaivedBy = (waiver: Waiver, rule: number, { resource }: Fault, { production }: Stack) =>
  waiver.rule === rule &&
  matches(waiver.resource, resource.name) &&
  (waiver.where ?? "everywhere") !== (production ? "elsewhere" : "production");

/** The verdict of every rule on a stack, in the order of the numbers. */
export const verdicts = (stack: Stack, waivers: readonly Waiver[] = ours): readonly Verdict[] =>
  rules.map((rule) => {
    if (rule.mark === "waived") return { rule, status: "waived", ...none };
    if (rule.mark === "production" && !stack.production) return { rule, status: "not applicable", ...none };
    const findings = rule.check(stack);
    const found = findings.filter((finding) => "message" in finding);
    const waiting = findings.filter((finding) => "waits" in finding).map(({ resource }) => resource);
    const faults = found.filter(
      (fault) => !waivers.some((waiver) => isWaivedBy(waiver, rule.number, fault, stack)),
    );
    const used = waivers.filter((waiver) =>
      found.some((fault) => isWaivedBy(waiver, rule.number, fault, stack)),
    );
    if (faults.length > 0) return { rule, status: "broken", faults, waiting, waivers: used };
    if (used.length > 0) return { rule, status: "waived", faults, waiting, waivers: used };
    return {
      rule,
      status: rule.subjects(stack).length > 0 ? "holds" : "not applicable",
      faults,
      waiting,
      waivers: used,
    };
  });

/** What is wrong with the waivers themselves, over all stacks: one without a reason, or one that no longer covers a fault. */
export function waiverFaults(
  all: readonly (readonly Verdict[])[],
  waivers: readonly Waiver[] = ours,
): readonly string[] {
  const used = all.flat().flatMap((verdict) => verdict.waivers);
  return waivers.flatMap((waiver) => {
    const name = `waiver of rule ${waiver.rule} for ${waiver.resource}`;
    return [
      ...(waiver.reason.trim() === "" ? [`${name}: has no reason; say why the fault is accepted`] : []),
      ...(used.includes(waiver) ? [] : [`${name}: covers no fault in any stack; remove it`]),
    ];
  });
}

/** A fault as a sentence, followed by the rule as another. */
export const sentence = ({ number, title }: Rule, { resource, message }: Fault): string =>
  `rule ${number}: ${resource.type.split(":").at(-1)} "${resource.name}" ${message}. ${title}`;

/** The faults of a stack, one sentence each. */
export const sentences = (of: readonly Verdict[]): readonly string[] =>
  of.flatMap(({ rule, faults }) => faults.map((fault) => sentence(rule, fault)));
