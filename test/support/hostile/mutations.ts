import { randomNumbers } from '../properties/random.ts'

type Random = () => number

/** Returns a copy with bytes changed, or a part removed, doubled or overwritten. */
export function mutant(file: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  const bytes = [...file]
  for (let changes = 1 + (random() % 3); changes > 0; changes--) {
    const at = random() % bytes.length
    const length = random() % 40
    const kind = random() % 8
    if (kind < 3) bytes[at] = random() & 255
    else if (kind < 5) bytes[at] = (bytes[at] ?? 0) ^ (1 << (random() % 8))
    else if (kind === 5) bytes.splice(at, Math.min(length, bytes.length - 1))
    else if (kind === 6) bytes.splice(at, 0, ...bytes.slice(at, at + length))
    else bytes.fill(random() & 255, at, at + length)
  }
  return Uint8Array.from(bytes)
}

/** Yields mutants of a file, which are always the same. */
export function* mutations(file: Uint8Array, count: number): Generator<Uint8Array<ArrayBuffer>> {
  const random = randomNumbers(file.length)
  for (let made = 0; made < count; made++) yield mutant(file, random)
}

/** Yields truncations of a file, from within its header up to all but the last byte. */
export function* truncations(file: Uint8Array, count: number): Generator<Uint8Array<ArrayBuffer>> {
  for (let cut = 1; cut < count; cut++)
    yield Uint8Array.from(file.subarray(0, Math.floor((file.length * cut) / count)))
  yield Uint8Array.from(file.subarray(0, -1))
}
