import { expect, it } from 'vitest'
import { jxlEncoder } from '../../../src/engine/wasm/jxl-encoder.ts'
import { openKernel } from '../../../src/engine/wasm/kernel.ts'
import { decodeJxl } from '../../support/jxl/decoder/decode.ts'
import {
  encodeJxlLossy,
  type GivenLossy,
  givenLossy,
  LOSSY_CONTENTS,
  lossyPicture,
} from '../../support/jxl/lossy.ts'
import { guarded } from '../../support/kernel/guarded.ts'
import { runs } from '../../support/properties/runs.ts'

/** Number of random pictures. `npm run tool robustness` encodes 5,000. */
const PICTURES = runs(150)

async function encodeGuarded(given: GivenLossy, quality: number): Promise<void> {
  const picture = lossyPicture(given)
  const { result, side } = await guarded(() => encodeJxlLossy(picture, quality))
  expect(side).toBeGreaterThan(given.width * given.height)
  expect(decodeJxl(result)).toMatchObject({ width: given.width, height: given.height })
}

it('loads and stores only inside blocks while random pictures are encoded', async () => {
  for (let seed = 0; seed < PICTURES; seed++) {
    const { quality, ...given } = givenLossy(seed, 60)
    await encodeGuarded(given, quality)
  }
})

it.each([
  [1, 1],
  [300, 1],
  [1, 300],
  [257, 30],
])('loads and stores only inside blocks for all layouts: %d × %d', async (width, height) => {
  for (const content of LOSSY_CONTENTS) {
    for (const layout of ['rgba', 'gray', 'ycc'] as const)
      await encodeGuarded({ width, height, content, layout, halves: 3, levels: 256, seed: 4 }, 100)
  }
})

it('loads and stores only inside blocks while noise is written early', async () => {
  const given = {
    width: 530,
    height: 300,
    content: 'noise',
    layout: 'rgba',
    halves: 0,
    levels: 256,
    seed: 2,
  } as const
  await encodeGuarded(given, 90)
})

it('catches a picture that is too short', async () => {
  const work = (missing: number) => () => {
    const wasm = openKernel()
    const at = wasm.alloc(9 * 7 * 4 - missing)
    jxlEncoder(wasm).jxlLossyOpen(9, 7, 80, 0)
    return jxlEncoder(wasm).jxlLossyRgba(at, 0)
  }
  await guarded(work(0))
  await expect(guarded(work(1))).rejects.toThrow(/^load of \d+ bytes at \d+, outside/)
})
