import fc from 'fast-check'
import sharp, { type Sharp } from 'sharp'
import { vi } from 'vitest'
import { overlaysOf } from '../../../src/engine/options/layers.ts'
import { granted, openOverlay } from '../../../src/engine/overlay/overlay.ts'
import type { Size } from '../../../src/engine/picture/size.ts'
import { totalBytes } from '../../../src/engine/wasm/needs.ts'
import { type ErrorCode, Failure } from '../../../src/errors.ts'
import { isLargeKernel } from '../../../src/memory/demand.ts'
import { type Admission, largeMemory } from '../../../src/memory/index.ts'
import type { Intent } from '../../../src/signing/url/intent.ts'
import { keyed } from '../engine/keyed.ts'
import { sourceOf, transformed } from '../engine/transformed.ts'
import { type HeapWatch, heapAdmission, watchHeaps } from '../isolate/heap-watch.ts'
import { type Watch, watchMemories } from '../isolate/memories.ts'
import { frameOfJxl, isJxl } from '../jxl/frame.ts'
import { scene } from '../picture/scene.ts'
import { smallIntents } from '../properties/arbitraries.ts'
import { assertPlannedSize, SMALL_FILES, type TrialResults } from './trials.ts'

/**
 * Expected refusals of valid files: a box lies outside the picture, an output does not fit, or a
 * PNG is interlaced.
 */
const REFUSALS: readonly ErrorCode[] = [
  'bad-parameter',
  'too-large',
  'over-budget',
  'over-max-bytes',
  'unsupported',
]

type Case = readonly [file: Uint8Array, intent: Intent]
type Named = readonly [name: string, file: Uint8Array]

function picture(width: number, height: number) {
  const { data } = scene(width, height, true)
  return sharp(data, { raw: { width, height, channels: 4 } })
}

const bytes = async (image: Sharp) => new Uint8Array(await image.toBuffer())

const FRAMES = 3

async function animation(format: 'gif' | 'webp'): Promise<Uint8Array> {
  const [width, height] = [60, 41]
  const frames = Array.from({ length: FRAMES }, (_, index) => scene(width, height, index > 0).data)
  const raw = { width, height: height * FRAMES, channels: 4, pageHeight: height } as const
  return bytes(sharp(Buffer.concat(frames), { raw }).toFormat(format))
}

async function otherFiles(): Promise<readonly Named[]> {
  const opaque = (width: number, height: number) => picture(width, height).removeAlpha()
  return [
    ['WebP', await bytes(picture(90, 60).webp())],
    ['WebP without loss', await bytes(opaque(61, 83).webp({ lossless: true }))],
    ['AVIF', await bytes(picture(50, 40).avif({ effort: 0 }))],
    ['a JPEG that lies on its side', await bytes(opaque(121, 83).withMetadata({ orientation: 6 }).jpeg())],
    ['a PNG in Display P3', await bytes(opaque(70, 50).withIccProfile('p3').png())],
    ['a larger JPEG', await bytes(opaque(700, 500).jpeg())],
    ['a larger progressive JPEG', await bytes(opaque(501, 733).jpeg({ progressive: true }))],
    ['an animated GIF', await animation('gif')],
    ['an animated WebP', await animation('webp')],
    ['one pixel', await bytes(picture(1, 1).png())],
    ['a column', await bytes(opaque(1, 300).jpeg())],
    ['a row', await bytes(opaque(3000, 2).png())],
  ]
}

interface Watches {
  readonly memories: Watch
  readonly heaps: HeapWatch
}

/** Returns an admission that checks the memory of its tasks, and the blocks of their kernels. */
function checkedAdmission({ memories, heaps }: Watches): Admission {
  const gate = heapAdmission(heaps)
  return {
    ...gate,
    admit: (planned, task) =>
      gate.admit(planned, async (lease) => {
        memories.max = 0
        const result = await memories.track(() => task(lease))
        const { kernel = 0 } = planned
        // A large kernel takes the large memory, which begins with more bytes than some need.
        const begun = isLargeKernel(planned) ? largeMemory(kernel) - kernel : 0
        const bytes = totalBytes(planned) + begun
        if (memories.max > bytes) throw new Error(`${memories.max} bytes of memory instead of ${bytes}`)
        return result
      }),
  }
}

/** Decodes a picture with another decoder, and returns its size. */
async function shownSize(file: Uint8Array): Promise<Partial<Size>> {
  if (isJxl(file)) return frameOfJxl(file)
  const { width, height } = await sharp(file, { failOn: 'warning' }).metadata()
  await sharp(file, { failOn: 'warning' }).raw().toBuffer()
  return { width, height }
}

async function outcomeOf(
  [file, asked]: Case,
  mark: Uint8Array,
  watches: Watches,
): Promise<'picture' | ErrorCode> {
  const intent = keyed(asked)
  const overlays = await Promise.all(overlaysOf(intent).map(() => openOverlay(sourceOf(mark), granted)))
  try {
    const { body, info } = await transformed(file, intent, { admission: checkedAdmission(watches), overlays })
    assertPlannedSize({ file, intent }, body, { overlays })
    const { width, height } = await shownSize(body)
    if (!info.size || info.size.width !== width || info.size.height !== height)
      throw new Error(`${JSON.stringify(info)}, but it is ${width}x${height}`)
    return 'picture'
  } catch (error) {
    if (error instanceof Failure && REFUSALS.includes(error.code)) return error.code
    throw error
  }
}

/**
 * Adapts an intent to the number of frames. For an animation, it selects all frames, any single
 * frame, or a frame beyond the last. For other pictures, it removes the options for frames.
 */
function framed(name: string, { page = 1, animate = false, ...intent }: Intent): Intent {
  if (!name.startsWith('an animated')) return intent
  return animate ? { ...intent, animate, format: 'webp' } : { ...intent, page: 1 + (page % (FRAMES + 1)) }
}

/** Transforms valid files with random parameters, which are always the same for a seed. */
export async function runCombinations(count: number, seed: number): Promise<TrialResults> {
  const files = [...SMALL_FILES, ...(await otherFiles())]
  const mark = await bytes(picture(40, 30).png())
  const chosen = fc.tuple(fc.constantFrom(...files), smallIntents)
  const counts = new Map<'picture' | ErrorCode, number>()
  const problems: string[] = []
  const watches = { memories: watchMemories(), heaps: watchHeaps() }
  for (const [[name, file], intent] of fc.sample(chosen, { numRuns: count, seed })) {
    try {
      const ending = await outcomeOf([file, framed(name, intent)], mark, watches)
      counts.set(ending, (counts.get(ending) ?? 0) + 1)
    } catch (error) {
      problems.push(`${name}, ${JSON.stringify(intent)}: ${error}`)
    }
  }
  vi.unstubAllGlobals()
  return { counts, problems }
}
