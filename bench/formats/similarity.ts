import sharp from 'sharp'
import type { Frame } from '../../src/engine/picture/picture.ts'
import { lumaOf } from '../reference.ts'
import { ssim } from '../ssim.ts'
import type { Similarity } from './curve.ts'
import { canScore, type Rgb, ssimulacra2 } from './ssimulacra2.ts'

/** Scores a file against a fixed picture. */
export type Judge = (file: Uint8Array) => Promise<Similarity>

async function decode(file: Uint8Array): Promise<Rgb> {
  const image = sharp(file).removeAlpha().raw()
  const { data, info } = await image.toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data }
}

function opaque({ width, height, data }: Frame): Rgb {
  return { width, height, data: data.filter((_, at) => at % 4 !== 3) }
}

/** Returns a judge that computes the SSIM of the luma. */
export function judgeBySsim(frame: Frame): Judge {
  const { width, height, data } = opaque(frame)
  const luma = lumaOf(data)
  return async (file) => ({ ssim: ssim(lumaOf((await decode(file)).data), luma, width, height) })
}

/**
 * Returns a judge that computes the SSIM of the luma and, if its program is installed, SSIMULACRA2.
 */
export async function judgeByAll(frame: Frame): Promise<Judge> {
  if (!(await canScore())) return judgeBySsim(frame)
  const original = opaque(frame)
  const luma = lumaOf(original.data)
  return async (file) => {
    const distorted = await decode(file)
    const scored = ssimulacra2(original, distorted)
    const similarity = ssim(lumaOf(distorted.data), luma, original.width, original.height)
    return { ssim: similarity, ssimulacra2: await scored }
  }
}
