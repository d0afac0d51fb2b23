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
  /**
   * What a run may leave out because the published run has the same content: `each` such file, which is merged already; or `all` files
   * if none has changed, since the table is replaced. @default undefined: none, because this run makes something else of it
   */
  readonly leave?: "each" | "all";
}

/** What is known of one file that a source gave. */
export interface FileFacts extends Days {
  /** When it was fetched, ISO 8601, UTC. */
  readonly fetchedAt: string;
  /** When its content is from, ISO 8601, UTC. @default `fetchedAt` */
  readonly asOf?: string;
}

/** What a source knows once you have read its bytes, if it assembled them from several answers. */
export interface SourceFacts {
  /** By path in its archive. A file that is missing here has the archive's time, and all its days are wanted. */
  readonly files: Readonly<Record<string, FileFacts>>;
  /** What the manifest keeps of the source. */
  readonly kept: Pick<Manifest["source"], "requests" | "failed" | "missing" | "state">;
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

/** An archive or a plain file, one of several from one source. */
export interface OpenedArchive {
  /** The file's name. */
  readonly name: string;
  /**
   * The folder of its content in `_file`, "" or ending in "/": the members of an archive are in it below the archive's name.
   * @default undefined: the members have their own paths, because the source has no other file
   */
  readonly folder?: string | undefined;
  /** Length of the bytes, if known in advance. */
  readonly size?: number | undefined;
  /** As of a `Source`. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** The path of a file among those of its source. */
export const pathOf = ({ name, folder = "" }: Pick<OpenedArchive, "name" | "folder">): string =>
  `${folder}${name}`;

/** A source of several archives or plain files, each fetched by itself; a new one is made for each run. */
export interface ArchivesSource extends Pick<Source, "origin" | "generated" | "asOf"> {
  /** What the files together are called, for people. */
  readonly name: string;
  /** Fetches one after the other. Read the bytes of each before you ask for the next. */
  archives(): AsyncIterable<OpenedArchive>;
  /** Call this after the last archive. `archives`: those to take, by path; the others hold what the published run has. */
  facts(): { readonly archives: Readonly<Record<string, FileFacts>> } & Pick<SourceFacts, "kept">;
}
