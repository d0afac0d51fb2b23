/** Frees memory before the garbage collector does. */

/**
 * Frees the memory of bytes that are no longer needed, if it is theirs alone. Node would free it with the next garbage collection of
 * the whole heap, and let some 64 MB gather until then.
 */
export function release({ buffer, byteOffset }: Uint8Array): void {
  // Small buffers share one of this size.
  if (byteOffset > 0 || buffer.byteLength === Buffer.poolSize) return;
  (buffer as ArrayBuffer & { transfer(bytes: number): void }).transfer(0);
}
