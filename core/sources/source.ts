/** What a source is: where Ingest gets a data set's bytes. Of the kinds of a contract, a file on the laptop's disk, the sample. */
import type { Days } from "../formats/format";
import type { Manifest } from "../run/documents";

/** For what a source is made. */
export interface SourceContext {
  /** Logical date of the run, YYYY-MM-DD. */
  readonly date: string;
  /** First day of a span that is filled as one run, YYYY-MM-DD. @default none: the days that the source itself looks back */
  readonly from?: string;
  /**
   * What the published run kept for the next one, by the name under which a kind of source keeps its own. @default none: the rows of
   * this run are not merged into those of that run
   */
  readonly state?: Manifest["source"]["state"];
}

/** What is known of one of the files that a source gave. */
export interface FileFacts extends Days {
  /** When it was fetched, ISO 8601, UTC. */
  readonly fetchedAt: string;
}

/** What a source tells once its bytes were read, if it put them together of what it was answered at several times. */
export interface SourceFacts {
  /** By path in its archive; of a file that is not here the time is the archive's, and all days are wanted. */
  readonly files: Readonly<Record<string, FileFacts>>;
  /** What the manifest keeps of it. */
  readonly kept: Pick<Manifest["source"], "requests" | "failed" | "state">;
}

/** A source of one archive or one plain file; made again for each run. */
export interface Source {
  /** Where from, for people and the manifest: no secret, no signed query. */
  readonly origin: string;
  /** Whether the data is made up. */
  readonly generated: boolean;
  /** When the bytes were fetched, where somebody knows; ISO 8601, UTC. @default when Ingest has read them */
  readonly asOf?: string | undefined;
  /**
   * The source's own word for the state of its content (Kaggle's version number, the seed of a sample), asked
   * before anything is downloaded and remembered: `open` gives that version or fails. Nothing where the source has none: then only the content tells.
   */
  version(): Promise<string | undefined>;
  /**
   * The bytes, from the first to the last; resumed, bounded in retries and checked against the source's
   * checksums and length inside: iterating throws unless every byte is as the source meant it.
   */
  open(): Promise<{
    readonly name: string;
    /** Length of the bytes, where it is stated before they come. */
    readonly size?: number | undefined;
    readonly bytes: AsyncIterable<Uint8Array>;
    /** To be asked when the bytes were read to the end. */
    readonly facts?: () => SourceFacts;
  }>;
}
