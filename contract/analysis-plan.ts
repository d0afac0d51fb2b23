/** The plan of an analysis: all that its engine knows of the contract, written once before it begins. */
import type { CatalogTable, Compression, PlanColumn } from "./plan";
import type { AnalysisEngine, NormalInverseGamma } from "./returns";

/** The version of the plans that this program writes and reads. */
export const analysisPlanVersion = 1;

/** A window: the last so many returns of a series, or with null all. */
export interface AnalysisWindow {
  readonly name: string;
  readonly returns: number | null;
}

/** The whole plan; at the plan's key of the run of the table that it makes. */
export interface AnalysisPlan {
  readonly version: typeof analysisPlanVersion;
  /** The table that it makes. */
  readonly dataset: string;
  readonly engine: AnalysisEngine;
  /** Number of its own pointer that was current when it began, 0 for none. */
  readonly base: number;
  /** The published table that is analysed, as the pointer of this number says. */
  readonly source: {
    readonly dataset: string;
    readonly number: number;
    /** Logical date of its run, YYYY-MM-DD. */
    readonly date: string;
    /** Hex sha256 of its content, as its pointer says. */
    readonly content: string;
    readonly files: readonly { readonly key: string; readonly size: number; readonly rows: number }[];
    /** Columns: a string, a date, a double that may be null. */
    readonly series: string;
    readonly day: string;
    readonly returns: string;
  };
  readonly prior: NormalInverseGamma;
  readonly windows: readonly AnalysisWindow[];
  readonly limits: {
    /** Windows with fewer returns are "too few". */
    readonly fewestReturns: number;
    /** A return beyond it, up or down, makes a window "implausible". */
    readonly largestReturn: number;
    /** Returns that differ by less make a window "constant". */
    readonly smallestRange: number;
  };
  readonly horizon: {
    /** Trading days. */
    readonly year: number;
    readonly month: number;
    /** Share of days that are the worst, of value at risk and expected shortfall. */
    readonly tail: number;
  };
  /** Columns and key of the table that it makes. */
  readonly table: {
    readonly columns: readonly PlanColumn[];
    readonly key: readonly string[];
    readonly compression: Compression;
  };
  readonly catalog: CatalogTable;
  /** Hex sha256 over all of this but `base` and `source`, the model's text and the program's version. */
  readonly fingerprint: string;
  /** Days after which a superseded run of it is removed. */
  readonly retentionDays: number;
}
