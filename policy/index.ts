/**
 * The security and reliability rules as data, their verdicts on a stack, and the page about them; pack/ gives them to
 * Pulumi. Pure.
 */
export { type CheckedRule, type Fault, type Rule, type WaivedRule } from "./check";
export { securityPage, type JudgedStack } from "./security-page";
export { isProduction, isSecret, type RecordedResource, type Secret, type Stack } from "./resource";
export { rules, services } from "./rules";
export { sentence, sentences, verdicts, waiverFaults, type Verdict } from "./verdicts";
export { waivers, type Waiver } from "./waivers";
