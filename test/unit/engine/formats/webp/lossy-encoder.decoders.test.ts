import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decoder } from '../../../../../src/engine/formats/webp/decoder.ts'
import { encoder } from '../../../../../src/engine/formats/webp/encoder.ts'
import type { Frame } from '../../../../../src/engine/picture/picture.ts'
import { decodeWhole } from '../../../../support/engine/decode-whole.ts'
import { SETTINGS } from '../../../../support/engine/encode-settings.ts'
import { inKernel } from '../../../../support/engine/operate.ts'
import { decoded } from '../../../../support/picture/decoded.ts'
import { makePicture } from '../../../../support/picture/pictures.ts'
import { randomNumbers } from '../../../../support/properties/random.ts'
import { runs } from '../../../../support/properties/runs.ts'
import { decodeByJsquash } from '../../../../support/webp/jsquash.ts'

const side = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 300 }))
const quality = fc.integer({ min: 1, max: 100 })

const ALPHA: Readonly<Record<string, (frame: Frame) => Frame>> = {
  none: (frame) => frame,
  soft: ({ width, height }) => makePicture(width, height, { alpha: 'soft', noise: 20 }),
  random: (frame) => {
    const random = randomNumbers(frame.width)
    return { ...frame, data: frame.data.map((value, at) => (at % 4 === 3 ? random() & 255 : value)) }
  },
  clear: (frame) => ({ ...frame, data: frame.data.map((value, at) => (at % 4 === 3 ? 0 : value)) }),
}

const pictures = fc.record({
  width: side,
  height: side,
  noise: fc.constantFrom(0, 5, 40, 255),
  quality,
  alphaQuality: fc.oneof(fc.constant(100), quality),
  alpha: fc.constantFrom(...Object.entries(ALPHA)),
})

it('is decoded alike by libwebp, by jSquash and by the kernel: any picture, quality and alpha', async () => {
  await fc.assert(
    fc.asyncProperty(
      pictures,
      async ({ width, height, noise, quality, alphaQuality, alpha: [name, change] }) => {
        const frame = change(makePicture(width, height, { noise }))
        const { kernel, picture } = inKernel(frame)
        const settings = { ...SETTINGS, quality, alphaQuality, alpha: name !== 'none' }
        const file = await encoder.encode(picture, settings, kernel)
        const ours = await decodeWhole(decoder, file)
        expect({ width: ours.width, height: ours.height }).toEqual({ width, height })
        for (const theirs of [await decoded(file), await decodeByJsquash(file)])
          expect(Buffer.compare(ours.data, theirs.data)).toBe(0)
        if (name === 'none' || alphaQuality < 100) return
        const isKept = ours.data.every((value, at) => at % 4 < 3 || value === frame.data[at])
        expect(isKept).toBe(true)
      },
    ),
    { numRuns: runs(80) },
  )
})
