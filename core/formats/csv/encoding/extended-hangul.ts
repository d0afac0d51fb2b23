/** What the standard's EUC-KR, which is Unified Hangul Code, has and Node's decoder has not. */

/**
 * Pairs of bytes and their characters: two signs, and all syllables that are not in KS X 1001, which `decoder` (of EUC-KR) knows, in
 * Unicode's order.
 */
export function* extendedHangul(
  decoder: InstanceType<typeof TextDecoder>,
): Generator<readonly [pair: number, text: string]> {
  yield [0xa2e6, "€"];
  yield [0xa2e7, "®"];
  const known = new Set<string>();
  for (let lead = 0xb0; lead <= 0xc8; lead++)
    for (let trail = 0xa1; trail <= 0xfe; trail++) known.add(decoder.decode(Uint8Array.of(lead, trail)));
  const pairs = extendedPairs();
  for (let code = 0xac00; code <= 0xd7a3; code++) {
    const text = String.fromCharCode(code);
    if (!known.has(text)) yield [pairs.next().value!, text];
  }
}

/** The pairs outside KS X 1001, in their order. */
function* extendedPairs(): Generator<number, undefined> {
  for (let lead = 0x81; lead <= 0xc6; lead++)
    for (let trail = 0x41; trail <= (lead <= 0xa0 ? 0xfe : 0xa0); trail++)
      if (!(trail > 0x5a && trail < 0x61) && !(trail > 0x7a && trail < 0x81)) yield (lead << 8) | trail;
  return undefined;
}
