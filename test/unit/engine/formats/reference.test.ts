import sharp, { type Metadata, type Raw, type Sharp } from 'sharp'
import { describe, expect, test } from 'vitest'
import type { Header } from '../../../../src/engine/formats/header.ts'
import { probe } from '../../../../src/engine/formats/probe.ts'

// Compares real encoders' files with libvips. Other tests' builders could share an error with the
// code under test.

const noise = (channels: 1 | 3 | 4) => raw({ width: 21, height: 13, channels })
const animation = (frames: number) => raw({ width: 8, height: 8 * frames, channels: 4, pageHeight: 8 })

function raw(shape: Raw & { pageHeight?: number }): Sharp {
  const data = Uint8Array.from({ length: shape.width * shape.height * shape.channels }, (_, i) => i * 97)
  return sharp(data, { raw: shape })
}

const FILES: Record<string, () => Sharp> = {
  'jpeg 4:2:0': () => noise(3).jpeg(),
  'jpeg progressive': () => noise(3).jpeg({ progressive: true }),
  'jpeg gray': () => noise(1).toColourspace('b-w').jpeg(),
  'jpeg CMYK': () => noise(3).toColourspace('cmyk').jpeg(),
  'jpeg turned, with ICC': () => noise(3).withMetadata({ orientation: 6 }).jpeg(),
  'png RGB': () => noise(3).png(),
  'png RGBA, interlaced': () => noise(4).png({ progressive: true }),
  'png palette with transparency': () => noise(4).png({ palette: true }),
  'png of 16 bits': () => noise(3).toColourspace('rgb16').png(),
  'png turned, with ICC': () => noise(3).withMetadata({ orientation: 8 }).png(),
  'webp lossy': () => noise(3).webp(),
  'webp lossy with alpha': () => noise(4).webp(),
  'webp lossless': () => noise(4).webp({ lossless: true }),
  'webp turned, with ICC': () => noise(3).withMetadata({ orientation: 5 }).webp(),
  'webp animated': () => animation(3).webp({ loop: 0, delay: [100, 100, 100] }),
  'gif animated': () => animation(4).gif({ delay: [100, 100, 100, 100] }),
  'gif still': () => noise(4).gif(),
  avif: () => noise(3).avif({ effort: 0 }),
  'avif with alpha': () => noise(4).avif({ effort: 0, chromaSubsampling: '4:2:0' }),
  'avif with ICC': () => noise(3).withIccProfile('p3').avif({ effort: 0 }),
}

describe('the header', () => {
  test.each(Object.entries(FILES))('agrees with libvips: %s', async (_, make) => {
    const bytes = await make().toBuffer()
    const metadata = await sharp(bytes).metadata()
    expect(comparable(probe(bytes, true))).toEqual(fromLibvips(metadata))
  })
})

const comparable = (header: Header | undefined) => {
  if (!header) throw new Error('no header')
  const { width, height, orientation, alpha, icc, frames, progressive } = header
  return { width, height, orientation, alpha, icc, frames, progressive }
}

const fromLibvips = ({
  width,
  height,
  pageHeight,
  orientation,
  hasAlpha,
  hasProfile,
  pages,
  isProgressive,
}: Metadata) => ({
  width,
  height: pageHeight ?? height,
  orientation: orientation ?? 1,
  alpha: hasAlpha,
  icc: hasProfile,
  frames: pages ?? 1,
  progressive: isProgressive,
})
