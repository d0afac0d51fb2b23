/**
 * The conversion kernel: SIMD WebAssembly that scans CSV and JSON lines, reads typed values and encodes Parquet pages, all in one
 * memory. Its source is AssemblyScript in assembly/; scripts/kernel.js compiles it to kernel.wasm beside this file's JavaScript.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { KernelFunctions } from "./functions";
import { powersOfFive } from "./powers-of-five";

/** Bytes of a page of WebAssembly memory. */
const pageBytes = 65_536;
/** Room for the tables, in which addresses begin. */
const start = pageBytes;

/** An instance of the kernel and its memory, which only grows. Growing replaces `memory.buffer`. */
export interface Kernel extends KernelFunctions {
  readonly memory: {
    readonly buffer: ArrayBuffer;
    /** The first address that the kernel's own tables leave free. */
    readonly start: number;
    /** Makes it at least `bytes` long. */
    grow(bytes: number): void;
  };
}

// Node's types declare WebAssembly's namespace without its classes.
const { Module, Memory, Instance } = (
  globalThis as unknown as {
    readonly WebAssembly: {
      readonly Module: new (bytes: Uint8Array) => object;
      readonly Memory: new (size: { readonly initial: number }) => {
        readonly buffer: ArrayBuffer;
        grow(pages: number): number;
      };
      readonly Instance: new (module: object, imports: object) => { readonly exports: object };
    };
  }
).WebAssembly;

let compiled: object | undefined;

/** Kernels that are not in use. A new memory takes a large range of addresses and fresh pages. */
const idle: Kernel[] = [];

/** An instance with at least `bytes` of free memory, which may hold anything. Give it back when you no longer use it. */
export function takeKernel(bytes: number): Kernel {
  const kernel = idle.pop() ?? makeKernel(bytes);
  const missing = kernel.memory.start + bytes - kernel.memory.buffer.byteLength;
  if (missing > 0) kernel.memory.grow(kernel.memory.start + bytes);
  return kernel;
}

/** Lets others use an instance. More than a few would only hold memory. */
export function giveKernel(kernel: Kernel): void {
  if (idle.length < 4) idle.push(kernel);
}

/** Makes an instance with at least `bytes` of free memory, all zeros. Memory that is never written costs nothing. */
export function makeKernel(bytes: number): Kernel {
  compiled ??= new Module(readFileSync(join(__dirname, "kernel.wasm")));
  const memory = new Memory({ initial: Math.ceil((start + bytes) / pageBytes) });
  const { exports } = new Instance(compiled, { env: { memory, abort } });
  const functions = exports as unknown as KernelFunctions;
  const fives = powersOfFive();
  new BigUint64Array(memory.buffer, functions.fivesAddress(), fives.length).set(fives);
  return {
    ...functions,
    memory: {
      start,
      get buffer() {
        return memory.buffer;
      },
      grow(more) {
        memory.grow(Math.ceil((more - memory.buffer.byteLength) / pageBytes));
      },
    },
  };
}

function abort(): never {
  throw new Error("the conversion kernel failed an assertion");
}
