import { expect } from 'vitest'
import { decoder } from '../../../src/engine/formats/png/codec.ts'
import type { Demand } from '../../../src/memory/index.ts'
import { decodeWhole } from '../engine/decode-whole.ts'
import { transformed } from '../engine/transformed.ts'
import { admissionOf } from '../isolate/admission.ts'
import { assertPlannedHeap } from '../isolate/heap-watch.ts'
import { LIMITS } from '../isolate/limits.ts'
import { guarded } from '../kernel/guarded.ts'
import { type PngPicture, pngFile, pngPicture } from '../png/writer.ts'
import { randomNumbers } from '../properties/random.ts'

type Kind = readonly [colorType: number, depth: number, rest?: Partial<PngPicture>]

/** Color types and depths: gray, gray with alpha, and palettes. */
const KINDS: readonly Kind[] = [
  [0, 8],
  [0, 16],
  [4, 8],
  [4, 16],
  [0, 1],
  [0, 2],
  [0, 4],
  [0, 8, { interlaced: true }],
  [0, 8, { transparent: [3] }],
  [3, 8],
  [3, 4, { transparent: [9, 90] }],
]

/** Number of different sizes. */
const SIZES = 2000
/** Interval at which sizes have up to 250,000 pixels. The others have up to 5,000. */
const LARGE_EVERY = 250
const MAX_COLORS = 256

/** Returns one of the sizes. No two of them are equal. */
function sizeOf(index: number): readonly [width: number, height: number] {
  const random = randomNumbers(index + 1)
  if (index % LARGE_EVERY === 0) return [380 + index / LARGE_EVERY, 560 + (random() % 80)]
  const width = 1 + (index % 70)
  return [width, 1 + Math.floor(index / 70) + 29 * (random() % 2)]
}

/** Options that change the picture, or the memory of the quantizer. */
const OPTIONS = ['', '&dither=0', '&grayscale=1', '&adaptive=1', '&crop=9,7', '&rotate=90', '&width=50']

export interface GivenPalette {
  readonly file: Uint8Array
  readonly query: string
  readonly colors: number
}

/**
 * Returns a small gray picture or one with a palette, and a query that limits its colors. 2,000
 * consecutive seeds have 2,000 sizes, and all numbers of colors.
 */
export function givenPalette(seed: number): GivenPalette {
  const [width, height] = sizeOf(seed % SIZES)
  const [colorType, depth, rest] = KINDS[seed % KINDS.length] ?? [0, 8]
  const colors = 2 + (seed % (MAX_COLORS - 1))
  const fitting = OPTIONS.filter((option) => !option.startsWith('&crop') || (width > 9 && height > 7))
  const query = `format=png&colors=${colors}${fitting[Math.floor(seed / 3) % fitting.length]}`
  return { file: pngFile(pngPicture(colorType, depth, width, height, rest)), query, colors }
}

/**
 * Transforms a picture in a guarded kernel. Checks the colors of the output, and that the blocks
 * of the kernel take at most the planned memory.
 */
export async function encodePaletteGuarded(seed: number): Promise<void> {
  const { file, query, colors } = givenPalette(seed)
  const { admission: gate } = admissionOf(LIMITS)
  let planned: Demand = { bytes: 0 }
  const admission = {
    ...gate,
    admit: <Result>(demand: Demand, task: Parameters<typeof gate.admit<Result>>[1]) => {
      planned = demand
      return gate.admit(demand, task)
    },
  }
  try {
    const { result, heap } = await guarded(() => transformed(file, query, { admission }))
    assertPlannedHeap(heap, planned)
    // The original is the answer if the encoded picture is not smaller.
    if (Buffer.compare(result.body, file) === 0) return
    const { data } = await decodeWhole(decoder, result.body)
    expect(new Set(new Uint32Array(data.slice().buffer)).size).toBeLessThanOrEqual(colors)
  } catch (error) {
    throw new Error(`seed ${seed}: ${query}`, { cause: error })
  }
}
