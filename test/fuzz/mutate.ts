import { join, le32 } from '../support/bytes/image-writers.ts'
import { mutant } from '../support/hostile/mutations.ts'
import { PNG_DAMAGE, resealed } from '../support/png/damage.ts'
import { changeBoxes } from './boxes.ts'
import { anyField, sideFields, withOtherNumber } from './fields.ts'
import { changeMarkup } from './markup.ts'
import { withHostileMetadata } from './metadata.ts'
import { partsOf } from './parts.ts'
import { below, fewTimes, happens, pick, type Random, weighted } from './random.ts'
import type { Seed, SeedFormat } from './seeds.ts'

const MAX_BYTES = 300_000

interface Given {
  readonly format: SeedFormat
  readonly other: Uint8Array
  readonly random: Random
}

type Mutator = (file: Uint8Array, given: Given) => Uint8Array

const changingParts =
  (change: (parts: Uint8Array[], given: Given) => void): Mutator =>
  (file, given) => {
    const parts = partsOf(given.format, file)
    change(parts, given)
    return join(...parts)
  }

const bits: Mutator = (file, { random }) => {
  const copy = Uint8Array.from(file)
  for (let flips = 1 + below(8, random); flips > 0; flips--) {
    const at = below(happens(50, random) ? Math.min(200, copy.length) : copy.length, random)
    copy[at] = (copy[at] ?? 0) ^ (1 << below(8, random))
  }
  return copy
}

const MUTATORS = {
  bytes: (file, { random }) => mutant(file, random),
  bits,
  cut: (file, { random }) => file.subarray(0, below(file.length, random)),
  number: (file, { format, random }) => withOtherNumber(file, [anyField(format, file, random)], random),
  size: (file, { format, random }) => withOtherNumber(file, sideFields(format, file), random),
  doubled: changingParts((parts, { random }) => {
    const at = below(parts.length, random)
    const times = pick([1, 1, 2, 40], random)
    parts.splice(at, 0, ...Array<Uint8Array>(times).fill(parts[at] ?? new Uint8Array()))
  }),
  dropped: changingParts((parts, { random }) => void parts.splice(below(parts.length, random), 1)),
  moved: changingParts((parts, { random }) => {
    const [part = new Uint8Array()] = parts.splice(below(parts.length, random), 1)
    parts.splice(below(parts.length + 1, random), 0, part)
  }),
  crossed: changingParts((parts, { format, other, random }) => {
    const others = partsOf(format, other)
    parts.splice(below(parts.length, random), below(2, random), pick(others, random))
  }),
  spliced: (file, { other, random }) =>
    join(file.subarray(0, below(file.length, random)), other.subarray(below(other.length, random))),
  damagedPart: changingParts((parts, { random }) => {
    const at = below(parts.length, random)
    parts[at] = mutant(parts[at] ?? new Uint8Array(1), random)
  }),
  metadata: (file, { format, random }) => withHostileMetadata(format, file, random),
  trailed: (file, { other, random }) => join(file, other.subarray(0, below(other.length, random))),
} as const satisfies Record<string, Mutator>

type Name = keyof typeof MUTATORS | 'boxes' | 'markup' | 'compressed' | 'rows'

const COMMON: Readonly<Record<keyof typeof MUTATORS, number>> = {
  bytes: 4,
  bits: 4,
  cut: 2,
  number: 5,
  size: 3,
  doubled: 2,
  dropped: 2,
  moved: 2,
  crossed: 3,
  spliced: 1,
  damagedPart: 4,
  metadata: 3,
  trailed: 1,
}

/** Weights of each format in addition to `COMMON`. */
const OWN: Readonly<Record<SeedFormat, Partial<Record<Name, number>>>> = {
  jpeg: {},
  png: { compressed: 8, rows: 8 },
  webp: {},
  avif: { boxes: 20 },
  heic: { boxes: 20 },
  gif: {},
  svg: { markup: 40 },
}

/** Damages the compressed data of a PNG. If none is left, changes the file's bytes instead. */
function packed(file: Uint8Array, how: 'compressed' | 'rows', random: Random): Uint8Array {
  try {
    return PNG_DAMAGE[how](file, random)
  } catch {
    return mutant(file, random)
  }
}

function apply(name: Name, file: Uint8Array, given: Given): Uint8Array {
  const { random } = given
  if (name === 'boxes')
    return changeBoxes(file, random, (body) => (body.length > 0 ? mutant(body, random) : body))
  if (name === 'markup') return changeMarkup(file, random)
  if (name === 'compressed' || name === 'rows') return packed(file, name, random)
  return MUTATORS[name](file, given)
}

/** Corrects a PNG's checksums and a WebP's length field, so that decoders read on. */
export function repaired(format: SeedFormat, file: Uint8Array): Uint8Array {
  if (format === 'png') return resealed(Uint8Array.from(file))
  if (format !== 'webp' || file.length < 12) return file
  const copy = Uint8Array.from(file)
  copy.set(le32(copy.length - 8), 4)
  return copy
}

export interface Mutant {
  readonly file: Uint8Array
  /** Description of the changes. */
  readonly how: string
}

/**
 * Applies one to three changes to a valid file. The same random numbers always make the same
 * changes.
 */
export function mutate(seed: Seed, seeds: readonly Seed[], random: Random): Mutant {
  const { format, name } = seed
  const same = seeds.filter((other) => other.format === format)
  const weights = { ...COMMON, ...OWN[format] } as Readonly<Record<Name, number>>
  const done: string[] = [name]
  let { file } = seed
  for (let changes = fewTimes(random); changes > 0 && file.length > 0; changes--) {
    const change = weighted(weights, random)
    file = apply(change, file, { format, other: pick(same, random).file, random })
    done.push(change)
  }
  if (happens(70, random)) {
    file = repaired(format, file)
    done.push('repaired')
  }
  return { file: file.subarray(0, MAX_BYTES), how: done.join(' ← ') }
}
