import avifEnc from '@jsquash/avif/codec/enc/avif_enc.js'
import { defaultOptions } from '@jsquash/avif/meta.js'
import sharp, { type AvifOptions } from 'sharp'
import { expect, it } from 'vitest'
import encoderWasm from '../../../../../src/engine/wasm/built/avif-encoder.wasm'
import { type CodecModule, withCodec } from '../../../../../src/engine/wasm/emscripten.ts'
import { frameOf } from '../../../../support/avif/av1/cells.ts'
import { judge } from '../../../../support/avif/av1/compare.ts'
import { decoded, rawOf } from '../../../../support/picture/decoded.ts'
import { makePicture } from '../../../../support/picture/pictures.ts'

// A sample of the coding tools that encoders choose by themselves; `npm run tool avif-matrix`
// compares far more files. Smaller pictures decoded correctly even when dav1d's stack overflowed,
// because the overflow reached only data that they do not use.
const PICTURE = makePicture(237, 150, { noise: 16 })

interface Encoder {
  encode(rgba: Uint8Array, width: number, height: number, options: object): Uint8Array<ArrayBuffer> | null
}

const ENCODER: CodecModule<Encoder> = { factory: avifEnc, wasm: encoderWasm }
const MEMORY = 64 << 20

const bySharp = (options: AvifOptions) =>
  sharp(PICTURE.data, rawOf(PICTURE))
    .removeAlpha()
    .avif({ quality: 60, ...options })
    .toBuffer()

/**
 * Encodes with jSquash.
 * @param subsample 0: gray, 1: 4:2:0, 2: 4:2:2, 3: 4:4:4
 */
const byJsquash = (speed: number, subsample: number) =>
  withCodec(ENCODER, MEMORY, 'internal', ({ encode }) => {
    const { data, width, height } = PICTURE
    return encode(data, width, height, { ...defaultOptions, quality: 60, speed, subsample }) ?? expect.fail()
  })

const HALVED: AvifOptions = { chromaSubsampling: '4:2:0' }
const FULL: AvifOptions = { chromaSubsampling: '4:4:4' }

const CASES: readonly [string, () => Promise<Uint8Array>, boolean][] = [
  ['sharp, effort 5, 4:2:0', () => bySharp({ ...HALVED, effort: 5 }), true],
  ['sharp, effort 2, 4:2:0', () => bySharp({ ...HALVED, effort: 2 }), false],
  ['sharp, effort 5, 4:4:4', () => bySharp({ ...FULL, effort: 5 }), true],
  ['sharp, effort 5, 4:2:0, 10 bits', () => bySharp({ ...HALVED, effort: 5, bitdepth: 10 }), true],
  ['jSquash, speed 4, 4:2:0', () => byJsquash(4, 1), true],
  ['jSquash, speed 7, 4:4:4', () => byJsquash(7, 3), false],
  ['jSquash, speed 6, 4:2:2', () => byJsquash(6, 2), false],
  ['jSquash, speed 10, 4:2:0', () => byJsquash(10, 1), false],
]

it.each(CASES)('decodes to the same picture as sharp: %s', async (_, make, restored) => {
  const file = await make()
  // Ensures that the file uses the restoration filter that this case tests.
  if (restored) expect(frameOf(file).restoration.some((type) => type !== 'none')).toBe(true)
  const verdict = await judge(file, decoded)
  expect(verdict).toMatchObject({ kind: 'decoded' })
  if (verdict.kind !== 'decoded') return
  expect(verdict.mean).toBeLessThan(1)
  expect(verdict.worstBlock).toBeLessThan(2)
})
