import { describe, expect, it, test } from 'vitest'
import type { Header } from '../../../../../src/engine/formats/header.ts'
import { decoder } from '../../../../../src/engine/formats/webp/decoder.ts'
import { openKernel } from '../../../../../src/engine/wasm/kernel.ts'
import { byteInput } from '../../../../support/engine/byte-input.ts'
import { headerOf } from '../../../../support/engine/decode-whole.ts'
import { animation, webpFiles } from '../../../../support/webp/files.ts'
import { encodeWebp, WEBP_OPTIONS } from '../../../../support/webp/vp8-frames.ts'

const EMPTY_BLOCK = 64

/** Returns the bytes of the kernel that a whole decode takes. */
async function takenBy(file: Uint8Array, header: Header): Promise<number> {
  const kernel = openKernel()
  const before = kernel.alloc(0)
  const { strips } = await decoder.decode(byteInput(file, [500, 1500]), header, kernel, 8)
  for await (const { planes } of strips) expect(planes.length).toBeGreaterThan(0)
  return kernel.alloc(0) - before - EMPTY_BLOCK
}

/** Returns the planned bytes, without the copy of the alpha data outside the kernel. */
const planned = (header: Header) => decoder.memory(header, 0, 8) - (header.webp?.alpha?.length ?? 0)

const FILES = [...(await webpFiles(97, 71)), ...(await webpFiles(1, 1))]

describe.each(FILES)('the memory of a %s', (_, file) => {
  it('is at most the planned memory of the kernel', async () => {
    const header = headerOf(file)
    const taken = await takenBy(file, header)
    expect(taken).toBeLessThanOrEqual(planned(header))
    // The plan for lossless images assumes the maximum number of prefix codes.
    if (!header.webp?.lossless && !header.webp?.alpha) expect(taken).toBe(planned(header))
  })
})

test.each(Object.entries(WEBP_OPTIONS))('plans the exact memory of a frame %s', async (_, options) => {
  const still = await encodeWebp(140, 90, options)
  for (const file of [still, animation(still, 140, 90)]) {
    const header = headerOf(file)
    expect(header.webp?.layout?.partitions).toBe(2 ** (options.partitions ?? 0))
    expect(await takenBy(file, header)).toBe(planned(header))
  }
})

test('plans little memory beside the file for photographs of 12 megapixels', () => {
  const size = { width: 4000, height: 3000 }
  const header = { ...headerOf(FILES[0]?.[1] ?? new Uint8Array()), ...size }
  const pixels = { at: 20, length: 1_600_000 }
  const layout = { firstBytes: 130_000, partitions: 1 }
  const lossy = { ...header, webp: { lossless: false, extended: false, pixels, layout } }
  const lossless = { ...header, webp: { lossless: true, extended: false, pixels } }
  expect(decoder.memory(lossy, 0, 8)).toBeLessThan(500_000)
  expect(decoder.memory(lossless, 0, 8)).toBeLessThan(16_000_000)
})
