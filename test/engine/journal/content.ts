// What the entries of the kill test say: of many lengths, told from their number alone.

export function contentOf(n: number): Uint8Array {
  return new TextEncoder().encode(`${n} `.repeat(1 + ((n * 37) % 90)));
}
