import sharp, { type Sharp } from 'sharp'
import { expect, test } from 'vitest'
import type { Frame } from '../../../src/engine/picture/picture.ts'
import type { Box } from '../../../src/engine/picture/size.ts'
import { analyzed } from '../../support/engine/analyzed.ts'
import { PICTURES } from './support.ts'

const raw = ({ width, height, data }: Frame) => sharp(data, { raw: { width, height, channels: 4 } })

async function bySignet(file: Uint8Array, trim: number): Promise<Box | undefined> {
  return (await analyzed(file, { trim, preview: false })).trim
}

/**
 * Trims with sharp in two steps. In one step, sharp would trim before it rotates and measure from
 * the stored corner.
 */
async function bySharp(file: Uint8Array, threshold: number): Promise<Box> {
  const upright = await sharp(file).autoOrient().png({ compressionLevel: 0 }).toBuffer()
  const { info } = await sharp(upright).trim({ threshold }).raw().toBuffer({ resolveWithObject: true })
  const { width, height, trimOffsetLeft = 0, trimOffsetTop = 0 } = info
  return { x: 0 - trimOffsetLeft, y: 0 - trimOffsetTop, width, height }
}

type Side = 'top' | 'right' | 'bottom' | 'left'

async function framed(
  picture: Frame,
  border: Record<Side, number>,
  background: string | { r: number; g: number; b: number; alpha: number },
  encode: (image: Sharp) => Sharp,
): Promise<Uint8Array> {
  const wide = await raw(picture)
    .extend({ ...border, background })
    .png()
    .toBuffer()
  return encode(sharp(wide)).toBuffer()
}

const BORDER = { top: 9, right: 23, bottom: 14, left: 17 }
const {
  photograph,
  'soft alpha': soft,
  gray,
  tiny,
} = PICTURES as Record<'photograph' | 'soft alpha' | 'gray' | 'tiny', Frame>
const opaque = (image: Sharp) => image.removeAlpha()
// JPEG decoders may differ by one level. None of these borders depends on a one-level difference.
const FILES: Readonly<Record<string, () => Promise<Uint8Array>>> = {
  'photograph, PNG': () => framed(photograph, BORDER, '#fff', (image) => opaque(image).png()),
  'photograph, JPEG 4:4:4': () =>
    framed(photograph, BORDER, '#e8e4d8', (image) =>
      opaque(image).jpeg({ quality: 92, chromaSubsampling: '4:4:4' }),
    ),
  'photograph, JPEG 4:2:0': () =>
    framed(photograph, BORDER, '#fff', (image) => opaque(image).jpeg({ quality: 88 })),
  'photograph without a border, JPEG': () => opaque(raw(photograph)).jpeg().toBuffer(),
  'upright photograph, JPEG': () =>
    framed(photograph, BORDER, '#fff', (image) =>
      opaque(image).jpeg({ quality: 90 }).withMetadata({ orientation: 6 }),
    ),
  'soft alpha in nothing, PNG': () =>
    framed(soft, BORDER, { r: 0, g: 0, b: 0, alpha: 0 }, (image) => image.png()),
  'soft alpha in white, WebP': () => framed(soft, BORDER, '#fff', (image) => image.webp({ lossless: true })),
  'gray, PNG': () => framed(gray, BORDER, '#777', (image) => opaque(image).toColourspace('b-w').png()),
  'gray, JPEG': () => framed(gray, BORDER, '#000', (image) => opaque(image).toColourspace('b-w').jpeg()),
  'tiny, PNG': () => framed(tiny, { top: 2, right: 1, bottom: 1, left: 3 }, '#fff', (image) => image.png()),
  'tiny without a border': () => raw(tiny).png().toBuffer(),
  'nothing but border': () => opaque(raw(photograph)).linear(0, 90).png().toBuffer(),
}

test.each(Object.entries(FILES))('finds the same box as sharp: %s', async (_, file) => {
  const bytes = await file()
  for (const tolerance of [0, 1, 5, 10, 30, 60, 100])
    expect(await bySignet(bytes, tolerance), `${tolerance}`).toEqual(await bySharp(bytes, tolerance))
})

test('finds the borders that were added', async () => {
  const bytes = await FILES['photograph, PNG']?.()
  const { width, height } = photograph
  expect(bytes && (await bySignet(bytes, 10))).toEqual({ x: BORDER.left, y: BORDER.top, width, height })
})
