import { expect, it } from 'vitest'
import { openKernel } from '../../src/engine/wasm/kernel.ts'
import { mutations } from '../support/hostile/mutations.ts'
import { guarded } from '../support/kernel/guarded.ts'
import { encodeWebp } from '../support/webp/vp8-frames.ts'
import { decodeVp8, VP8_STATUS, vp8Frame, vp8Size } from '../support/webp/vp8-kernel.ts'
import { writeVp8 } from '../support/webp/vp8-writer.ts'

const { done, corrupt, unsupported } = VP8_STATUS
const SIZE = { width: 37, height: 21 }

const frameOf = async (options: object) => vp8Frame(await encodeWebp(SIZE.width, SIZE.height, options))

function changed(frame: Uint8Array, at: number, value: number): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(frame)
  copy[at] = value
  return copy
}

it('refuses frames whose first bytes are wrong', async () => {
  const frame = await frameOf({})
  const [tag = 0] = frame
  const status = (bytes: Uint8Array, options = {}) => decodeVp8(bytes, { size: SIZE, ...options }).status
  expect(status(frame)).toBe(done)
  expect(status(changed(frame, 0, tag | 1))).toBe(unsupported) // not a key frame
  expect(status(changed(frame, 0, tag | 8))).toBe(unsupported) // version 4
  expect(status(changed(frame, 0, tag & ~16))).toBe(unsupported) // not shown
  // The bytes of the start code.
  for (const at of [3, 4, 5]) expect(status(changed(frame, at, 0))).toBe(corrupt)
  expect(status(frame, { size: { width: 38, height: 21 } })).toBe(corrupt)
  expect(status(frame, { size: { width: 37, height: 20 } })).toBe(corrupt)
  const sizeOfFirst = (bytes: number) =>
    changed(
      changed(changed(frame, 0, (tag & 31) | ((bytes & 7) << 5)), 1, (bytes >> 3) & 255),
      2,
      bytes >> 11,
    )
  expect(status(sizeOfFirst(0))).toBe(corrupt)
  expect(status(sizeOfFirst(frame.length - 10))).toBe(corrupt)
  expect(status(sizeOfFirst(0x7ffff))).toBe(corrupt)
  expect(status(sizeOfFirst(5))).toBe(corrupt)
})

it('refuses impossible sizes', async () => {
  const frame = await frameOf({})
  const wasm = openKernel()
  for (const side of [-1, 0, 16_384, 2 ** 31 - 1]) {
    expect(wasm.vp8Open(side, 1, frame.length)).toBe(corrupt)
    expect(wasm.vp8Open(1, side, frame.length)).toBe(corrupt)
    expect(wasm.vp8Next()).toBe(corrupt)
  }
  for (const bytes of [-1, 0, 11]) expect(wasm.vp8Open(1, 1, bytes)).toBe(corrupt)
  expect(wasm.vp8Feed(100, 1)).toBe(corrupt)
})

it('refuses a frame with missing partitions', async () => {
  const frame = await frameOf({ partitions: 3, quality: 100, low_memory: 1 })
  const first = ((frame[0] ?? 0) >> 5) | ((frame[1] ?? 0) << 3) | ((frame[2] ?? 0) << 11)
  // The first partition's size takes all bytes, and leaves none for the last partition.
  const greedy = changed(changed(frame, 10 + first, 255), 11 + first, 255)
  expect(decodeVp8(greedy).status).toBe(corrupt)
  expect(decodeVp8(frame.subarray(0, 10 + first + 21)).status).toBe(corrupt)
})

it('does nothing after the end', async () => {
  const frame = await frameOf({})
  const wasm = openKernel()
  expect(decodeVp8(frame, { wasm }).status).toBe(done)
  expect(wasm.vp8Next()).toBe(done)
  expect(wasm.vp8Feed(50, 1)).toBe(done)
})

const PIECES = [700, 0, 1, 90]

it('refuses every truncated frame, inside its blocks', async () => {
  for (const options of [
    { quality: 60 },
    { partitions: 2, quality: 60, low_memory: 1 },
    { filter_type: 0, quality: 20 },
  ]) {
    const frame = await frameOf(options)
    const { accesses } = await guarded(() => {
      const wasm = openKernel()
      expect(decodeVp8(frame, { wasm, cuts: PIECES }).status).toBe(done)
      for (let length = 0; length < frame.length; length += length < 40 ? 1 : 19) {
        const cut = frame.subarray(0, length)
        expect(decodeVp8(cut, { size: SIZE, bytes: frame.length, wasm }).status).toBe(corrupt)
        // The container is as short as the frame. Its last bytes may be redundant.
        const { status } = decodeVp8(cut, { size: SIZE, wasm })
        if (length < frame.length - 8) expect(status).toBe(corrupt)
      }
    })
    expect(accesses).toBeGreaterThan(100_000)
  }
})

it('decodes or refuses damaged frames inside its blocks', async () => {
  const frames = [
    await frameOf({ quality: 40 }),
    await frameOf({ partitions: 3, quality: 60, segments: 4, low_memory: 1 }),
    writeVp8({ ...SIZE, level: 30, skip: 90, partitions: 1, segments: { map: [9, 200, 90] } }),
  ]
  const counts = new Map<number, number>()
  await guarded(() => {
    const wasm = openKernel()
    for (const frame of frames) {
      for (const damaged of mutations(frame, 40)) {
        const { status, rows } = decodeVp8(damaged, { size: SIZE, wasm, cuts: PIECES })
        counts.set(status, (counts.get(status) ?? 0) + 1)
        if (status === done) expect(rows).toEqual([21, 11, 11])
      }
    }
  })
  expect(
    [...counts.keys()].every((status) => [done, corrupt, unsupported].includes(status as typeof done)),
  ).toBe(true)
  expect(counts.get(done)).toBeGreaterThan(15)
  expect(counts.get(corrupt)).toBeGreaterThan(8)
})

it('decodes frames of a few pixels inside its blocks', async () => {
  for (const [width, height] of [
    [1, 1],
    [2, 35],
    [33, 1],
    [16, 16],
  ] as const) {
    for (const simple of [false, true]) {
      const frame = writeVp8({ width, height, simple, level: 40 })
      const { result } = await guarded(() => decodeVp8(frame, { wasm: openKernel(), size: vp8Size(frame) }))
      expect(result.status).toBe(done)
    }
  }
})
