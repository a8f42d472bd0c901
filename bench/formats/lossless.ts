import type { Frame } from '../../src/engine/picture/picture.ts'
import { median, pairedRatio, spread } from '../statistics.ts'
import { encodeLossless } from './encode.ts'
import type { LosslessResult } from './results.ts'

const ROUNDS = 5

/** Lossless JPEG XL beside lossless WebP for one picture. */
export interface MeasuredLossless {
  /** JPEG XL bytes divided by WebP bytes. */
  readonly bytes: number
  /** CPU milliseconds per megapixel in the best round. */
  readonly jxl: number
  readonly webp: number
  /** Median ratio over the rounds. */
  readonly cpu: number
}

/** Encodes a picture without loss as JPEG XL and as WebP, in turn. */
export async function measureLossless(frame: Frame): Promise<MeasuredLossless> {
  const [jxl, webp]: [number[], number[]] = [[], []]
  let bytes = 0
  for (let round = 0; round < ROUNDS; round++) {
    const [ours, theirs] = [await encodeLossless(frame, 'jxl'), await encodeLossless(frame, 'webp')]
    jxl.push(ours.cpu)
    webp.push(theirs.cpu)
    bytes = ours.result.length / theirs.result.length
  }
  const perMegapixel = (times: readonly number[]) => Math.min(...times) / ((frame.width * frame.height) / 1e6)
  return { bytes, jxl: perMegapixel(jxl), webp: perMegapixel(webp), cpu: pairedRatio(jxl, webp).median }
}

/** Summarizes the measurements for at least one picture at one width. */
export function summarizeLossless(width: number, measured: readonly MeasuredLossless[]): LosslessResult {
  return {
    width,
    pictures: measured.length,
    bytes: spread(measured.map(({ bytes }) => bytes)),
    jxl: median(measured.map(({ jxl }) => jxl)),
    webp: median(measured.map(({ webp }) => webp)),
    cpu: spread(measured.map(({ cpu }) => cpu)),
  }
}
