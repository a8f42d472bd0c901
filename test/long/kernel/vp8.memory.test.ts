import { expect, it } from 'vitest'
import { LAYOUT_BYTES, readVp8Layout, TAG_BYTES } from '../../../src/engine/formats/webp/vp8-header.ts'
import { vp8Memory } from '../../../src/engine/formats/webp/vp8-memory.ts'
import { kernel } from '../../support/kernel/kernel.ts'
import { randomNumbers } from '../../support/properties/random.ts'
import { encodeWebp } from '../../support/webp/vp8-frames.ts'
import { decodeVp8, VP8_STATUS, vp8Frame, vp8Size } from '../../support/webp/vp8-kernel.ts'
import { writeVp8 } from '../../support/webp/vp8-writer.ts'

const layoutOf = (frame: Uint8Array) => readVp8Layout(frame.subarray(0, LAYOUT_BYTES))

it.each([
  [1, 1],
  [16, 300],
  [17, 20],
  [500, 33],
])('allocates the declared memory for %d × %d', async (width, height) => {
  for (const partitions of [0, 1, 3]) {
    const frame = vp8Frame(await encodeWebp(width, height, { partitions, low_memory: 1 }))
    const shape = { width, height, bytes: frame.length }
    const { status, memory } = decodeVp8(frame)
    expect(status).toBe(VP8_STATUS.done)
    const layout = layoutOf(frame)
    expect(layout?.partitions).toBe(1 << partitions)
    expect(memory).toBe(vp8Memory({ ...shape, layout }))
    expect(memory).toBeLessThanOrEqual(vp8Memory(shape))
  }
})

it('plans the maximum over all layouts of a frame if its layout is unknown', () => {
  for (const bytes of [20, 100, 39_000, 39_200, 600_000]) {
    const shape = { width: 100, height: 100, bytes }
    const unknown = vp8Memory(shape)
    for (let firstBytes = 1; firstBytes < Math.min(bytes, 0x80000); firstBytes += 1 + bytes / 97) {
      for (const partitions of [1, 2]) {
        const layout = { firstBytes: Math.floor(firstBytes), partitions }
        expect(vp8Memory({ ...shape, layout })).toBeLessThanOrEqual(unknown)
      }
    }
  }
})

it('plans half a megabyte for twelve megapixels', () => {
  const photo = { width: 4000, height: 3000, bytes: 1_650_000 }
  expect(vp8Memory({ ...photo, layout: { firstBytes: 130_000, partitions: 1 } })).toBeLessThan(500_000)
})

it('reuses the memory of the previous frame', async () => {
  const wasm = kernel()
  const large = vp8Frame(await encodeWebp(300, 200, { partitions: 1, low_memory: 1 }))
  const small = vp8Frame(await encodeWebp(100, 50, {}))
  const alone = decodeVp8(small)
  decodeVp8(large, { wasm })
  expect(decodeVp8(small, { wasm }).planes).toEqual(alone.planes)
  const again = decodeVp8(large, { wasm })
  expect(again.status).toBe(VP8_STATUS.done)
  // The input window, unless earlier partitions were as long.
  expect(again.memory).toBeLessThanOrEqual(50_000)
  expect(decodeVp8(small, { wasm }).memory).toBe(0)
})

it('decodes the next frame after a damaged one', async () => {
  const wasm = kernel()
  const frame = vp8Frame(await encodeWebp(100, 50, { quality: 90 }))
  const alone = decodeVp8(frame)
  for (const part of [0.3, 0.5, 0.8]) {
    const cut = frame.subarray(0, Math.floor(frame.length * part))
    expect(decodeVp8(cut, { wasm }).status).toBe(VP8_STATUS.corrupt)
    expect(decodeVp8(frame, { wasm }).planes).toEqual(alone.planes)
  }
})

it('reads the layout of frames', () => {
  const all = {
    segments: { map: [1, 2, 3], data: { absolute: true, steps: [1, -2, 3, -4], levels: [5, -6, 7, -8] } },
    deltas: { references: [1, 2, 3, 4], modes: [-1, -2, -3, -4] },
  }
  for (const spec of [{}, all]) {
    for (const partitions of [0, 1, 2, 3]) {
      const frame = writeVp8({ width: 20, height: 20, partitions, ...spec })
      const layout = layoutOf(frame)
      expect(layout?.partitions).toBe(1 << partitions)
      expect(decodeVp8(frame).memory).toBe(vp8Memory({ ...vp8Size(frame), bytes: frame.length, layout }))
    }
  }
  expect(readVp8Layout(new Uint8Array(0))).toBeUndefined()
  expect(readVp8Layout(writeVp8({ width: 20, height: 20 }).subarray(0, LAYOUT_BYTES - 1))).toBeUndefined()
})

/**
 * Returns a frame whose first partition has random bytes, followed by bytes of 255 rather than 0.
 */
function randomFrame(firstBytes: number, random: () => number): Uint8Array {
  const frame = writeVp8({ width: 20, height: 20 })
  const long = Uint8Array.from({ length: 2000 }, (_, at) => (at < TAG_BYTES ? (frame[at] ?? 0) : 255))
  long[0] = ((firstBytes & 7) << 5) | ((frame[0] ?? 0) & 31)
  long[1] = firstBytes >> 3
  long[2] = 0
  for (let at = TAG_BYTES; at < TAG_BYTES + firstBytes; at++) long[at] = random() & 255
  // Encoders never write 255 as the first byte.
  if (random() % 4 === 0) long[TAG_BYTES] = 255
  return long
}

it('plans enough memory for damaged frames', () => {
  const random = randomNumbers(8)
  for (let round = 0; round < 1200; round++) {
    const frame = randomFrame(1 + (random() % 60), random)
    const layout = layoutOf(frame)
    const { memory } = decodeVp8(frame)
    expect(memory).toBeLessThanOrEqual(vp8Memory({ ...vp8Size(frame), bytes: frame.length, layout }))
  }
})
