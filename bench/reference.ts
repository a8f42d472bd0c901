import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import { light } from '../test/support/color/srgb-light.ts'
import { megapixels } from './jobs.ts'
import { resampleLanczos } from './lanczos.ts'
import { cachePath, referencePath } from './sources.ts'
import type { Job, Stack } from './stacks/stack.ts'

type Light = Stack['light']

const fromLight = (light: number) => (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055)

const READ: Readonly<Record<Light, Float64Array>> = {
  encoded: Float64Array.from({ length: 256 }, (_, sample) => sample),
  linear: Float64Array.from({ length: 256 }, (_, sample) => light(sample / 255)),
}

const clamp = (value: number, max: number) => Math.min(Math.max(value, 0), max)

const WRITE: Readonly<Record<Light, (value: number) => number>> = {
  encoded: (value) => clamp(value, 255),
  linear: (value) => 255 * fromLight(clamp(value, 1)),
}

/**
 * Returns the luma for each pixel, from 0 to 255, by Rec. 601 as in JPEG and WebP.
 * @param samples R, G and B for each pixel, and with four channels also alpha, which is ignored
 */
export function lumaOf(samples: ArrayLike<number>, channels: 3 | 4 = 3): Float64Array {
  const at = (index: number) => samples[index] as number
  return Float64Array.from({ length: samples.length / channels }, (_, pixel) => {
    const i = pixel * channels
    return 0.299 * at(i) + 0.587 * at(i + 1) + 0.114 * at(i + 2)
  })
}

async function compute({ source, width, height }: Job, light: Light): Promise<Float64Array> {
  const image = sharp(referencePath(source), { limitInputPixels: false }).removeAlpha()
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true })
  const raster = { width: info.width, height: info.height, channels: 3, data }
  return lumaOf(resampleLanczos(raster, width, height, READ[light]).map(WRITE[light]))
}

/**
 * Returns the luma expected from a job: the full decode (for an animation, its first frame),
 * resampled in double precision in the stack's light. The result is cached because a large one
 * takes seconds.
 */
export async function referenceLuma(
  job: Job,
  light: Light,
  say: (line: string) => void,
): Promise<Float64Array> {
  const path = cachePath(`${job.source}-${job.width}x${job.height}-${light}.luma`)
  if (existsSync(path)) {
    const { buffer, byteOffset, byteLength } = await readFile(path)
    return new Float64Array(buffer.slice(byteOffset, byteOffset + byteLength))
  }
  if (megapixels(job) > 20) say(`reference of ${job.id} in double precision`)
  const luma = await compute(job, light)
  await writeFile(path, new Uint8Array(luma.buffer))
  return luma
}
