import { expect, it } from 'vitest'
import { openKernel } from '../../../src/engine/wasm/kernel.ts'
import { vp8Encoder } from '../../../src/engine/wasm/vp8-encoder.ts'
import { guarded } from '../../support/kernel/guarded.ts'
import { type GivenYuv, givenYuv, pictureYuv } from '../../support/picture/yuv.ts'
import { runs } from '../../support/properties/runs.ts'
import { openVp8Encoder, paintYuv } from '../../support/webp/vp8-encoder.ts'
import { decodeVp8, VP8_STATUS } from '../../support/webp/vp8-kernel.ts'

/** Number of random pictures. `npm run tool robustness` encodes 20,000. */
const PICTURES = runs(200)

async function encodeGuarded(given: GivenYuv, effort: number): Promise<void> {
  const { width, height, quality } = given
  const picture = pictureYuv(given)
  const { result, side } = await guarded(() => openVp8Encoder(width, height, quality, effort).encode(picture))
  expect(side).toBeGreaterThan(width * height)
  expect(decodeVp8(result).status).toBe(VP8_STATUS.done)
}

it('loads and stores only inside blocks while random pictures are encoded', async () => {
  for (let seed = 0; seed < PICTURES; seed++) await encodeGuarded(givenYuv(seed, 33), seed % 2)
})

it.each([
  [1, 1],
  [16, 16],
  [17, 1],
  [1, 33],
  [150, 90],
])('loads and stores only inside blocks at the ends of the range: %d × %d', async (width, height) => {
  for (const quality of [1, 100])
    for (const seed of [0, 1, 2, 5]) await encodeGuarded({ width, height, quality, seed }, seed % 2)
})

it('loads and stores only inside blocks while parts of another size are encoded', async () => {
  await guarded(() => {
    const { encode } = openVp8Encoder(90, 70, 90)
    for (const [width, height] of [
      [90, 70],
      [1, 1],
      [33, 70],
      [90, 5],
    ] as const)
      expect(encode(paintYuv(width, height, (_plane, x, y) => (x * y) & 255)).length).toBeGreaterThan(0)
  })
})

it('catches a plane that is too short', async () => {
  const work = (missing: number) => () => {
    const wasm = openKernel()
    const [y = 0, u = 0, v = 0] = [32 * 32 - missing, 256, 256].map((length) => wasm.alloc(length))
    vp8Encoder(wasm).vp8EncodeOpen(32, 32, 75, 0)
    return vp8Encoder(wasm).vp8EncodePlanes(y, 32, u, v, 16)
  }
  await guarded(work(0))
  await expect(guarded(work(1))).rejects.toThrow(/^load of \d+ bytes at \d+, outside/)
})
