/** The plan of an analysis: all that its engine knows of the contract. Analyze writes it once, before the analysis begins. */
import type { CatalogTable, Compression, PlanColumn } from "./plan";
import type { AnalysisEngine, NormalInverseGamma } from "./returns";

/** The version of the plans that this program reads and writes. */
export const analysisPlanVersion = 1;

/** A window: the last `returns` returns of a series; null means all of them. */
export interface AnalysisWindow {
  readonly name: string;
  readonly returns: number | null;
}

/** The whole plan, stored at the plan key of the run that makes the analysis' table. */
export interface AnalysisPlan {
  readonly version: typeof analysisPlanVersion;
  /** The table that the analysis makes. */
  readonly dataset: string;
  readonly engine: AnalysisEngine;
  /** Number of that table's current pointer when the analysis began; 0 if it had none. */
  readonly base: number;
  /** The published table to analyse, as pointer `number` describes it. */
  readonly source: {
    readonly dataset: string;
    readonly number: number;
    /** Logical date of its run, YYYY-MM-DD. */
    readonly date: string;
    /** Hex sha256 of its content, from its pointer. */
    readonly content: string;
    readonly files: readonly { readonly key: string; readonly size: number; readonly rows: number }[];
    /** Columns: a string, a date, and a double that may be null. */
    readonly series: string;
    readonly day: string;
    readonly returns: string;
  };
  readonly prior: NormalInverseGamma;
  readonly windows: readonly AnalysisWindow[];
  readonly limits: {
    /** Windows with fewer returns are "too few". */
    readonly fewestReturns: number;
    /** A return beyond this, up or down, makes a window "implausible". */
    readonly largestReturn: number;
    /** Returns that differ by less than this make a window "constant". */
    readonly smallestRange: number;
  };
  readonly horizon: {
    /** Trading days in a year. */
    readonly year: number;
    readonly month: number;
    /** Share of days counted as the worst, for value at risk and expected shortfall. */
    readonly tail: number;
  };
  /** Columns and key of the analysis' table. */
  readonly table: {
    readonly columns: readonly PlanColumn[];
    readonly key: readonly string[];
    readonly compression: Compression;
  };
  readonly catalog: CatalogTable;
  /** Hex sha256 over all of this except `base` and `source`, plus the model's source and the program's version. */
  readonly fingerprint: string;
  /** Days after which a superseded run is removed. */
  readonly retentionDays: number;
}
