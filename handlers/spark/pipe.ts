/**
 * The protocol between a Spark task (glue/converter.py) and this process. Both send lines of JSON. The task sends an object's bytes
 * in frames: a length of four bytes, high byte first, then as many bytes. A length of 0 ends the object.
 */

/** The process's side of the protocol. */
export interface Pipe {
  /** The next line; undefined after the last. */
  line(): Promise<string | undefined>;
  /** The bytes of the object that the task sends next. */
  bytes(): AsyncGenerator<Uint8Array, void>;
  /** Sends a line. */
  say(message: object): void;
}

const newline = 10;

/** Makes a pipe from the input and a function that writes a line. */
export function makePipe(input: AsyncIterable<Buffer>, write: (line: string) => void): Pipe {
  const source = input[Symbol.asyncIterator]();
  let waiting: Buffer = Buffer.alloc(0);

  /** Waits for more bytes; returns false at the end. */
  async function more(): Promise<boolean> {
    const next = await source.next();
    if (next.done) return false;
    waiting = waiting.length === 0 ? next.value : Buffer.concat([waiting, next.value]);
    return true;
  }
  async function need(): Promise<void> {
    if (!(await more())) throw new Error("the task ended before all bytes had come");
  }
  function take(length: number): Buffer {
    const taken = waiting.subarray(0, length);
    waiting = waiting.subarray(taken.length);
    return taken;
  }

  return {
    async line() {
      let end = waiting.indexOf(newline);
      while (end < 0) {
        const searched = waiting.length;
        if (!(await more())) return undefined;
        end = waiting.indexOf(newline, searched);
      }
      return take(end + 1).toString("utf8");
    },
    async *bytes() {
      for (;;) {
        while (waiting.length < 4) await need();
        let left = take(4).readUInt32BE();
        if (left === 0) return;
        for (; left > 0;) {
          if (waiting.length === 0) await need();
          const piece = take(left);
          left -= piece.length;
          yield piece;
        }
      }
    },
    say: (message) => write(`${JSON.stringify(message)}\n`),
  };
}
