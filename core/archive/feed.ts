/** The writing side of a stream, from Node or from streamx. */
export interface Sink {
  readonly destroyed: boolean;
  write(chunk: Uint8Array): boolean;
  end(last: undefined): unknown;
  destroy(error?: Error): unknown;
  on(event: "drain" | "close", listener: () => void): unknown;
  off(event: "drain" | "close", listener: () => void): unknown;
}

/** A running transfer of bytes into a sink. */
export interface Feeding {
  /** The error that the source of the bytes threw, if any; it is not a fault of the archive. */
  readonly sourceError: () => Error | undefined;
  /** Ends the transfer and closes the source; returns when it is closed. */
  stop(): Promise<void>;
}

/** Writes bytes into a sink as fast as it takes them, then ends it. Holds one chunk. */
export function feed(bytes: AsyncIterable<Uint8Array>, sink: Sink): Feeding {
  const stopped = new AbortController();
  let sourceError: Error | undefined;

  async function* watched(): AsyncGenerator<Uint8Array> {
    try {
      yield* bytes;
    } catch (error) {
      sourceError = asError(error);
      throw sourceError;
    }
  }
  async function pump(): Promise<void> {
    try {
      for await (const chunk of watched()) {
        if (stopped.signal.aborted || sink.destroyed) return;
        if (chunk.byteLength > 0 && !sink.write(chunk)) await drained(sink, stopped.signal);
      }
      sink.end(undefined);
    } catch (error) {
      sink.destroy(asError(error));
    }
  }
  const pumping = pump();
  return {
    sourceError: () => sourceError,
    async stop() {
      stopped.abort();
      await pumping;
    },
  };
}

const asError = (thrown: unknown) => (thrown instanceof Error ? thrown : new Error(String(thrown)));

// A destroyed sink never drains.
function drained(sink: Sink, stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      sink.off("drain", done);
      sink.off("close", done);
      stopped.removeEventListener("abort", done);
      resolve();
    };
    sink.on("drain", done);
    sink.on("close", done);
    stopped.addEventListener("abort", done);
    if (stopped.aborted || sink.destroyed) done();
  });
}
