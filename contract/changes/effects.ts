/** What changing a contract does to the published data. */

/**
 * From harmless to impossible. `nothing`: rows and columns stay. `compatible`: published data stays as it is; more may come.
 * `rebuild`: values or columns of the whole table change, and everything they are computed from is kept. `checked at the run`: it
 * depends on the values; a run that fails the check publishes nothing. `loss`: values are lost. `refused`: no run of this
 * contract can be published or loaded.
 */
export const effects = ["nothing", "compatible", "rebuild", "checked at the run", "loss", "refused"] as const;

export type Effect = (typeof effects)[number];

/** One difference between two contracts. */
export interface Change {
  readonly effect: Effect;
  /** What differs, such as `stage column amount`. */
  readonly what: string;
  /** How it differs and what that does: a sentence without its subject. */
  readonly how: string;
}

/** The gravest effect; `nothing` for an empty list. */
export const gravest = (changes: readonly Change[]): Effect =>
  effects[Math.max(0, ...changes.map(({ effect }) => effects.indexOf(effect)))]!;

/** True if values are lost or no run could be published. */
export const isGrave = (effect: Effect): boolean => effect === "loss" || effect === "refused";
