import type { Frame } from '../../src/engine/picture/picture.ts'
import { decodeFile } from '../decode.ts'
import { lumaOf } from '../reference.ts'
import { ssim } from '../ssim.ts'
import { butteraugli, canMeasureDistance } from './butteraugli.ts'
import type { Similarity } from './curve.ts'
import { opaque } from './portable-pixmap.ts'
import { canScore, ssimulacra2 } from './ssimulacra2.ts'

/** Scores a file against a fixed picture. */
export type Judge = (file: Uint8Array) => Promise<Similarity>

function judgeWith(frame: Frame, programs: { readonly scores: boolean; readonly distances: boolean }): Judge {
  const original = opaque(frame)
  const { width, height } = original
  const luma = lumaOf(original.data)
  return async (file) => {
    const distorted = await decodeFile(file)
    const running = Promise.all([
      programs.scores ? ssimulacra2(original, distorted) : undefined,
      programs.distances ? butteraugli(original, distorted) : undefined,
    ])
    const similarity = ssim(lumaOf(distorted.data), luma, width, height)
    const [score, distance] = await running
    return {
      ssim: similarity,
      ...(score !== undefined && { ssimulacra2: score }),
      ...(distance !== undefined && { butteraugli: distance }),
    }
  }
}

/** Returns a judge that computes the luma's SSIM. */
export const judgeBySsim = (frame: Frame): Judge => judgeWith(frame, { scores: false, distances: false })

/** Returns a judge that computes the luma's SSIM and, if its program is installed, SSIMULACRA2. */
export async function judgeByAll(frame: Frame): Promise<Judge> {
  return judgeWith(frame, { scores: await canScore(), distances: false })
}

/** Returns a judge that also measures butteraugli's distance, if its program is installed. */
export async function judgeWithDistance(frame: Frame): Promise<Judge> {
  return judgeWith(frame, { scores: await canScore(), distances: await canMeasureDistance() })
}
