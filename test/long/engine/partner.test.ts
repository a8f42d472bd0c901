import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { addHeic } from '../../../src/engine/codecs/heic.ts'
import { largerDemand } from '../../../src/engine/plan/memory.ts'
import libheif from '../../../src/engine/wasm/built/libheif.wasm'
import { isolateMemory } from '../../../src/isolate/admission.ts'
import { memory } from '../../../src/isolate/isolate.ts'
import { type Admission, kernelMemory, MAX_KERNEL, type Pool } from '../../../src/memory/index.ts'
import { ledgerOfMemories } from '../../../src/memory/ledger.ts'
import { memoryPool, type Place } from '../../../src/memory/pool.ts'
import { turnsOf } from '../../../src/memory/turns.ts'
import { WASM_PAGE } from '../../../src/wasm-memory/page.ts'
import { avifGrid, avifOf } from '../../support/avif/grids.ts'
import { transformed } from '../../support/engine/transformed.ts'
import { toneMappedHeic } from '../../support/gain-map/tone-mapped-files.ts'
import { heic, hevcPicture } from '../../support/heic/writer.ts'
import { admissionOf } from '../../support/isolate/admission.ts'
import { LIMITS } from '../../support/isolate/limits.ts'

addHeic(libheif)

const SVG = new TextEncoder().encode(
  '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><circle cx="40" cy="30" r="25" fill="#4af"/></svg>',
)
const GRID = heic({ image: { ...hevcPicture(320, 240), tile: { width: 64, height: 64 } } })

const HDR = toneMappedHeic({ map: hevcPicture(160, 120, { chroma: 0 }) }, { image: hevcPicture(320, 240) })

/** A memory that a transform has taken: its class, and the bytes that were planned and used. */
interface Taken {
  readonly place: Place
  readonly planned: number
}

/** Returns the memory of an isolate, and the memories that its requests take. */
function isolate() {
  const taken: Taken[] = []
  const pool = memoryPool(ledgerOfMemories())
  const watched: Pool = {
    ...pool,
    take(place, bytes, heartbeat) {
      taken.push({ place, planned: bytes })
      return pool.take(place, bytes, heartbeat)
    },
  }
  const { admission } = admissionOf(LIMITS, isolateMemory(undefined, watched, ledgerOfMemories()))
  return { admission, taken, pool }
}

const classes = (taken: readonly Taken[]) => taken.map(({ place }) => place.class.name)

/**
 * Returns an admission whose kernels have a memory of their own, so that codecs have the large one.
 */
const apart = (admission: Admission): Admission => ({
  ...admission,
  admit: (demand, task) =>
    admission.admit({ bytes: demand.bytes }, (lease) => task({ ...lease, seat: undefined })),
})

let photo: Uint8Array<ArrayBuffer>
let tiles: Uint8Array<ArrayBuffer>
let piece: Uint8Array<ArrayBuffer>

beforeAll(async () => {
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const
  const picture = sharp({ create: { width: 500, height: 375, channels: 3, background: '#888', noise } })
  photo = new Uint8Array(await picture.jpeg().toBuffer())
  tiles = await avifGrid(3, 3, { width: 256, height: 256 })
  piece = Uint8Array.from(await avifOf(800, 600))
})

describe('a kernel that needs the large memory', () => {
  it.each<[string, () => Uint8Array<ArrayBuffer>, string, Uint8Array[]]>([
    ['leaves a memory of a kernel to libheif', () => GRID, 'width=2400&format=png', []],
    ['leaves one to dav1d, for each row of a grid', () => tiles, 'width=2400&format=png', []],
    ['leaves one to dav1d, for a picture in one piece', () => piece, 'width=2400&format=png', []],
    ['is the same for planes', () => GRID, 'width=3400&format=jpeg', []],
    ['gives both memories back to the encoder', () => GRID, 'width=1550&rotate=10&sharpen=1', []],
    ['lends its memory to an overlay', () => photo, 'width=2400&format=png&olurl=/o.svg', [SVG]],
    ['lends its memory to an overlay of a HEIC', () => GRID, 'width=1800&format=png&olurl=/o.svg', [SVG]],
    ['lends its memory to the codec of a gain map', () => HDR, 'width=3400&format=jpeg&hdr=1', []],
    ['lends its memory to a HEIC as overlay', () => photo, 'width=1800&format=png&olurl=/o.heic', [GRID]],
  ])('%s', async (_, file, query, overlays) => {
    const { admission, taken, pool } = isolate()
    const made = await transformed(file(), query, { admission, overlays })
    expect(classes(taken)).toEqual(['large', expect.stringMatching(/small|medium|wide/)])
    for (const { place, planned } of taken) {
      const used = place.memory?.buffer.byteLength ?? 0
      expect(used, place.class.name).toBeGreaterThan(0)
      expect(used, place.class.name).toBeLessThanOrEqual(Math.max(planned, place.class.initial * WASM_PAGE))
      expect(place.seat).toBeUndefined()
    }
    expect(new Uint8Array(taken[1]?.place.memory?.buffer ?? expect.fail()).every((byte) => byte === 0)).toBe(
      true,
    )
    const other = await transformed(file(), query, { admission: apart(admission), overlays })
    expect(Buffer.compare(made.body, other.body)).toBe(0)
    expect([made.info.hdr, other.info.hdr]).toEqual(
      query.includes('hdr') ? ['kept', 'kept'] : [undefined, undefined],
    )
    expect(turnsOf(pool).isWanted()).toBe(false)
  })
})

it('is served beside kernels and codecs that wait for either memory', async () => {
  const requests: readonly (readonly [Uint8Array<ArrayBuffer>, string, Uint8Array[]])[] = [
    [GRID, 'width=2400&format=png', []],
    [photo, 'width=2400&format=png&olurl=/o.svg', [SVG]],
    [piece, 'width=300&format=webp', []],
    [GRID, 'width=300&format=jpeg', []],
    [photo, 'width=1500&format=png', []],
    [photo, 'width=1500&format=jpeg&progressive=1', []],
    [tiles, 'width=1600&format=jpeg&progressive=1&olurl=/o.svg&olwidth=90', [SVG]],
  ]
  const run = ([file, query, overlays]: (typeof requests)[number]) => {
    const heartbeat = { at: Number.POSITIVE_INFINITY }
    const admission = memory.admission(LIMITS, heartbeat, new AbortController().signal)
    return transformed(file, query, { admission, overlays })
  }
  // Other files of the process may have used more, with other limits.
  const before = memory.use().peakBytes
  const alone: string[] = []
  for (const each of requests) alone.push(Buffer.from((await run(each)).body).toString('base64'))
  const together = await Promise.all([...requests, ...requests].map(run))
  const made = together.map(({ body }) => Buffer.from(body).toString('base64'))
  expect(made.map((body, index) => body === alone[index % requests.length])).toEqual(made.map(() => true))
  expect(memory.use().peakBytes).toBeLessThanOrEqual(Math.max(before, 120e6))
}, 60_000)

it('takes a partner for the smaller of two plans if that leaves the large memory to a codec', () => {
  const large = { bytes: 5, kernel: 20e6, codec: 0 }
  const small = { bytes: 3, kernel: 1e6, codec: 18e6 }
  const merged = { bytes: 5, kernel: 20e6, codec: 18e6, partner: kernelMemory(1e6) }
  expect(largerDemand(large, small)).toEqual(merged)
  expect(largerDemand(small, large)).toEqual(merged)
  expect(largerDemand({ ...large, partner: 4e6 }, small)).toEqual({ ...merged, partner: 4e6 })
  expect(largerDemand(large, { ...small, codec: 0 })).toEqual(large)
  expect(largerDemand(small, { ...small, kernel: MAX_KERNEL })).toEqual({ ...small, kernel: MAX_KERNEL })
})
