import sharp, { type Sharp } from 'sharp'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { totalBytes } from '../../../src/engine/wasm/needs.ts'
import type { Admission } from '../../../src/memory/index.ts'
import { transformed } from '../../support/engine/transformed.ts'
import { admissionOf } from '../../support/isolate/admission.ts'
import { LIMITS } from '../../support/isolate/limits.ts'
import { watchMemories } from '../../support/isolate/memories.ts'
import { makePicture } from '../../support/picture/pictures.ts'

const WIDTH = 560
const HEIGHT = 400

/** Sources with noise, transparency or lossless coding take the most memory. */
const SOURCES: Record<string, (noisy: Sharp, clear: Sharp) => Sharp> = {
  JPEG: (noisy) => noisy.jpeg({ quality: 100, chromaSubsampling: '4:4:4' }),
  'JPEG, turned': (noisy) => noisy.withMetadata({ orientation: 6 }).jpeg({ quality: 100 }),
  'JPEG of Display P3, turned': (noisy) =>
    noisy.withMetadata({ icc: 'p3', orientation: 6 }).jpeg({ quality: 100 }),
  'progressive JPEG': (noisy) => noisy.jpeg({ quality: 100, chromaSubsampling: '4:4:4', progressive: true }),
  PNG: (_, clear) => clear.png({ compressionLevel: 0 }),
  'interlaced PNG': (_, clear) => clear.png({ progressive: true }),
  'PNG of 16 bits': (_, clear) => clear.toColourspace('rgb16').png(),
  WebP: (noisy) => noisy.webp({ quality: 100 }),
  'lossless WebP': (_, clear) => clear.webp({ lossless: true, effort: 0 }),
  AVIF: (noisy) => noisy.avif({ quality: 70, effort: 0, chromaSubsampling: '4:4:4' }),
  'AVIF by planes': (noisy) => noisy.avif({ quality: 90, effort: 0, chromaSubsampling: '4:2:0' }),
  'AVIF with alpha': (_, clear) => clear.avif({ quality: 90, effort: 0 }),
  GIF: (_, clear) => clear.gif(),
}
const OUTPUTS = [
  'format=jpeg&quality=100',
  'format=jpeg&progressive=1&quality=100',
  'format=png&adaptive=1',
  'format=webp&quality=100',
  'format=webp&lossless=1',
  'format=avif&quality=100',
]

const files = new Map<string, Buffer>()
beforeAll(async () => {
  const raw = { raw: { width: WIDTH, height: HEIGHT, channels: 4 } } as const
  const noisy = sharp(makePicture(WIDTH, HEIGHT, { noise: 255 }).data, raw)
  const clear = sharp(makePicture(WIDTH, HEIGHT, { noise: 255, alpha: 'soft' }).data, raw)
  for (const [name, make] of Object.entries(SOURCES))
    files.set(name, await make(noisy.clone().removeAlpha(), clear.clone()).toBuffer())
})
afterEach(() => {
  vi.unstubAllGlobals()
})

/** Returns the maximum bytes of WebAssembly memory held, and the planned bytes. */
async function heldBy(file: Buffer, query: string): Promise<{ held: number; planned: number }> {
  const watch = watchMemories()
  let planned = 0
  const { admission } = admissionOf(LIMITS)
  const watched: Admission = {
    ...admission,
    admit: (demand, task) =>
      admission.admit(demand, (lease) => {
        planned = totalBytes(demand)
        return watch.track(() => task(lease))
      }),
  }
  const { body } = await transformed(file, query, { admission: watched })
  return { held: watch.max + body.length, planned }
}

describe('the memory of a request', () => {
  const each = Object.keys(SOURCES).map((name) => [name, 'format=jpeg'] as const)
  const all = OUTPUTS.map((output) => ['lossless WebP', output] as const)
  it.each([...each, ...all])('stays within the plan for %s with %s', async (name, output) => {
    const { held, planned } = await heldBy(files.get(name) ?? expect.fail(), `${output}&width=480`)
    expect(held).toBeGreaterThan(0)
    expect(held).toBeLessThanOrEqual(planned)
  })
})
