/** What a change of a contract does to what is published. */

/**
 * From harmless to not possible. `nothing`: rows and columns stay. `compatible`: what is published stays as it is, and more may
 * come. `rebuild`: values or columns of the whole table become others, and all that they are computed from is kept.
 * `checked at the run`: values decide, and a run that fails by them publishes nothing. `loss`: values are given up. `refused`: no
 * run of this contract is published, or loaded.
 */
export const effects = ["nothing", "compatible", "rebuild", "checked at the run", "loss", "refused"] as const;

export type Effect = (typeof effects)[number];

/** One difference between two contracts. */
export interface Change {
  readonly effect: Effect;
  /** What differs, such as `stage column amount`. */
  readonly what: string;
  /** How, and what becomes of it: a sentence without its subject. */
  readonly how: string;
}

/** The gravest effect; `nothing` of no changes. */
export const gravest = (changes: readonly Change[]): Effect =>
  effects[Math.max(0, ...changes.map(({ effect }) => effects.indexOf(effect)))]!;

/** Whether values are given up, or no run would be published. */
export const isGrave = (effect: Effect): boolean => effect === "loss" || effect === "refused";
