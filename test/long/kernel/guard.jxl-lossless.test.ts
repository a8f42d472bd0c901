import { expect, it } from 'vitest'
import { jxlEncoder } from '../../../src/engine/wasm/jxl-encoder.ts'
import { openKernel } from '../../../src/engine/wasm/kernel.ts'
import { COLOR, encodeJxlLossless } from '../../support/jxl/encoder.ts'
import { expectLossless } from '../../support/jxl/expect.ts'
import { type GivenPicture, givenPicture, jxlPicture, KINDS } from '../../support/jxl/pictures.ts'
import { guarded } from '../../support/kernel/guarded.ts'
import { runs } from '../../support/properties/runs.ts'

/** Number of random pictures. `npm run tool robustness` encodes 2,000. */
const PICTURES = runs(100)

async function encodeGuarded(given: GivenPicture): Promise<void> {
  const picture = { ...jxlPicture(given), effort: given.seed % 2 }
  const { result, side } = await guarded(() => encodeJxlLossless(picture))
  expect(side).toBeGreaterThan(given.width * given.height)
  expectLossless(result, picture)
}

it('loads and stores only inside blocks while random pictures are encoded', async () => {
  for (let seed = 0; seed < PICTURES; seed++) await encodeGuarded(givenPicture(seed, 60))
})

it.each([
  [1, 1],
  [300, 1],
  [1, 300],
  [257, 9],
])('loads and stores only inside blocks for all kinds of pictures: %d × %d', async (width, height) => {
  for (const kind of KINDS)
    await encodeGuarded({ width, height, bits: kind === 'noise' ? 16 : 8, kind, hasAlpha: true, seed: 4 })
})

it('loads and stores only inside blocks while profiles are written', async () => {
  const picture = jxlPicture({ width: 5, height: 4, bits: 8, kind: 'waves', hasAlpha: false, seed: 1 })
  for (const length of [1, 41, 128, 131, 132, 500]) {
    const icc = Uint8Array.from({ length }, (_, i) => (i * 37) & 255)
    await guarded(() => encodeJxlLossless({ ...picture, color: COLOR.iccRgb, icc }))
  }
})

it('catches a picture that is too short', async () => {
  const work = (missing: number) => () => {
    const wasm = openKernel()
    const at = wasm.alloc(9 * 7 * 4 - missing)
    jxlEncoder(wasm).jxlLosslessOpen(9, 7, 8, 0, 0)
    return jxlEncoder(wasm).jxlLosslessPicture(at, COLOR.srgb, 1, 0)
  }
  await guarded(work(0))
  await expect(guarded(work(1))).rejects.toThrow(/^load of \d+ bytes at \d+, outside/)
})
