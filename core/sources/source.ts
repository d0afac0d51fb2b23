/** A source, from which Ingest gets a data set's bytes: a kind that a contract names, a file on the laptop's disk, or the sample. */
import type { Days } from "../formats/format";
import type { Manifest } from "../run/documents";

/** What a source is made for. */
export interface SourceContext {
  /** Logical date of the run, YYYY-MM-DD. */
  readonly date: string;
  /** First day of a span that one run fills, YYYY-MM-DD. @default undefined: the days that the source itself looks back */
  readonly from?: string;
  /**
   * What the published run kept for the next one, by the name of the source kind's state. @default undefined: this run's rows are
   * not merged into that run's
   */
  readonly state?: Manifest["source"]["state"];
}

/** What is known of one file that a source gave. */
export interface FileFacts extends Days {
  /** When it was fetched, ISO 8601, UTC. */
  readonly fetchedAt: string;
}

/** What a source knows once you have read its bytes, if it assembled them from several answers. */
export interface SourceFacts {
  /** By path in its archive. A file that is missing here has the archive's time, and all its days are wanted. */
  readonly files: Readonly<Record<string, FileFacts>>;
  /** What the manifest keeps of the source. */
  readonly kept: Pick<Manifest["source"], "requests" | "failed" | "state">;
}

/** A source of one archive or one plain file; a new one is made for each run. */
export interface Source {
  /** The origin, for people and the manifest, without a secret or a signed query. */
  readonly origin: string;
  /** True if the data is made up. */
  readonly generated: boolean;
  /** When the bytes were fetched, if known; ISO 8601, UTC. @default when Ingest has read them */
  readonly asOf?: string | undefined;
  /**
   * The source's name for the state of its content (Kaggle's version number, the seed of a sample). It is asked for before the
   * download and remembered: `open` gives that version or fails. Undefined if the source has no versions: then only the content
   * shows a change.
   */
  version(): Promise<string | undefined>;
  /**
   * The bytes, from first to last. Iterating resumes cut connections, retries a bounded number of times, checks the source's
   * checksums and length, and throws unless every byte is right.
   */
  open(): Promise<{
    readonly name: string;
    /** Length of the bytes, if known in advance. */
    readonly size?: number | undefined;
    readonly bytes: AsyncIterable<Uint8Array>;
    /** Call this after reading the bytes to the end. */
    readonly facts?: () => SourceFacts;
  }>;
}
