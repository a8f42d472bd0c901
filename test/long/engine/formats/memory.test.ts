import sharp, { type Sharp } from 'sharp'
import { describe, expect, it, test } from 'vitest'
import { decoder as avifDecoder } from '../../../../src/engine/formats/avif/decoder.ts'
import { encoder as avifEncoder } from '../../../../src/engine/formats/avif/encoder.ts'
import type { EncodeSettings } from '../../../../src/engine/formats/codec.ts'
import type { Header } from '../../../../src/engine/formats/header.ts'
import { plannedLayout } from '../../../../src/engine/formats/layout.ts'
import type { Frame } from '../../../../src/engine/picture/picture.ts'
import { storedPlanes } from '../../../../src/engine/picture/planes.ts'
import { rgbaStripsMemory } from '../../../../src/engine/rows/rgba-strips.ts'
import { decodeWhole, headerOf } from '../../../support/engine/decode-whole.ts'
import { SETTINGS } from '../../../support/engine/encode-settings.ts'
import { inKernel } from '../../../support/engine/operate.ts'
import { memoriesOf } from '../../../support/isolate/memories.ts'
import { makePicture } from '../../../support/picture/pictures.ts'
import { failure } from '../../../support/process/failure.ts'

const IDLE_KERNEL = 2 * 65_536

const WIDTH = 560
const HEIGHT = 420

const pictures = {
  plain: makePicture(WIDTH, HEIGHT),
  grainy: makePicture(WIDTH, HEIGHT, { noise: 20 }),
  noisy: makePicture(WIDTH, HEIGHT, { noise: 255 }),
  'long and noisy': makePicture(14_000, 40, { noise: 255 }),
  'transparent and grainy': makePicture(WIDTH, HEIGHT, { alpha: 'soft', noise: 20 }),
}

type Kind = keyof typeof pictures

function bySharp({ data, width, height }: Frame, to: (image: Sharp) => Sharp) {
  return to(sharp(data, { raw: { width, height, channels: 4 } })).toBuffer()
}

/** Returns the bytes of the kernel that `decodeWhole` uses to convert planes to RGBA. */
const rgbaMemory = (header: Header) => rgbaStripsMemory(plannedLayout(header), storedPlanes(header, 8))

describe('the memory of a decoder', () => {
  const decoders = { avif: avifDecoder }
  const cases: [keyof typeof decoders, string, Kind, (image: Sharp) => Sharp][] = [
    ['avif', '4:2:0', 'grainy', (image) => image.avif({ effort: 0, chromaSubsampling: '4:2:0' })],
    [
      'avif',
      'planes',
      'noisy',
      (image) => image.removeAlpha().avif({ effort: 0, chromaSubsampling: '4:2:0' }),
    ],
    ['avif', 'alpha, 10 bits', 'transparent and grainy', (image) => image.avif({ effort: 0, bitdepth: 10 })],
  ]

  test.each(cases)('stays within its estimate: %s, %s, %s', async (format, _, kind, to) => {
    const file = await bySharp(pictures[kind], to)
    const { result, bytes } = await memoriesOf(() => decodeWhole(decoders[format], file))
    const header = headerOf(file)
    // The pixels of a whole frame are held outside the kernel.
    const held = bytes - IDLE_KERNEL + file.length + (header.sampling ? 0 : result.data.length)
    const told = decoders[format].memory(header, file.length, 8) + rgbaMemory(header)
    expect(held).toBeGreaterThan(bytes - IDLE_KERNEL)
    expect(held).toBeLessThanOrEqual(told)
    expect(told).toBeLessThan(2 * held)
  })
})

describe('the memory of an encoder', () => {
  const cases: [Kind, Partial<EncodeSettings>][] = [
    ['plain', { quality: 50 }],
    ['noisy', { quality: 100 }],
    ['transparent and grainy', { alpha: true }],
    ['long and noisy', { quality: 50 }],
  ]

  test.each(cases)('stays within its estimate: avif, %s, %o', async (kind, chosen) => {
    const settings = { ...SETTINGS, ...chosen }
    const { kernel, picture } = inKernel(pictures[kind])
    const { result, bytes } = await memoriesOf(() => avifEncoder.encode(picture, settings, kernel))
    expect(bytes).toBeGreaterThan(0)
    const longest = avifEncoder.maxFile(picture, settings)
    expect(result.length).toBeLessThanOrEqual(longest)
    const told = avifEncoder.memory(picture, settings) + longest
    expect(bytes + result.length).toBeLessThanOrEqual(told)
    expect(told).toBeLessThan(2.1 * (bytes + result.length))
  })
})

it('limits a decoder to the planned memory if the image is larger than its header announced', async () => {
  const { data } = makePicture(1, 1)
  const file = await sharp(data, { raw: { width: 1, height: 1, channels: 4 } })
    .resize(2200, 2200)
    .avif({ effort: 0 })
    .toBuffer()
  const header = { ...headerOf(file), width: 15, height: 15 }
  const { result, bytes } = await memoriesOf(() =>
    decodeWhole(avifDecoder, file, header).catch((error: unknown) => error),
  )
  expect(result).toEqual(failure('over-budget'))
  expect(bytes - IDLE_KERNEL).toBeLessThanOrEqual(avifDecoder.memory(header, file.length, 8))
})
