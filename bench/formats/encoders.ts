import { encoders } from '../../src/engine/formats/codecs.ts'
import type { Frame } from '../../src/engine/picture/picture.ts'
import type { Say } from '../rounds.ts'
import { median, pairedRatio, spread } from '../statistics.ts'
import { pointAt, sampleAround } from './curve.ts'
import { encode, encodeBySharp } from './encode.ts'
import type { Format } from './format.ts'
import { type MeasuredLossless, measureLossless, summarizeLossless } from './lossless.ts'
import { sharpSampler } from './peers.ts'
import { type Picture, type PictureSet, resized } from './pictures.ts'
import type { EncodersResult, EncoderTime, LosslessResult, Peer, PeerTime } from './results.ts'
import { judgeBySsim } from './similarity.ts'

const FORMATS: readonly Format[] = ['jpeg', 'webp', 'avif', 'jxl']
const ROUNDS = 5

/** Efforts for AVIF: sharp's default, and the effort that takes about as long as Signet. */
const EFFORTS = [4, 1]

interface Times {
  /** CPU milliseconds per megapixel for each format in `FORMATS`. */
  readonly own: readonly number[]
  /**
   * Signet's CPU time divided by sharp's for each effort in `EFFORTS`. An entry is `undefined` if
   * sharp reaches the score at no quality.
   */
  readonly avif: readonly (number | undefined)[]
  readonly lossless: MeasuredLossless
}

async function timeFormat(frame: Frame, format: Format): Promise<number> {
  const runs: number[] = []
  for (let round = 0; round < ROUNDS; round++)
    runs.push((await encode(frame, format, encoders[format].defaultQuality)).cpu)
  return Math.min(...runs) / ((frame.width * frame.height) / 1e6)
}

/**
 * Returns the quality at which sharp's AVIF has the same SSIM as Signet's at its default quality.
 */
async function equalQuality(frame: Frame, peer: Peer): Promise<number | undefined> {
  const judge = judgeBySsim(frame)
  const { defaultQuality } = encoders.avif
  const { ssim } = await judge((await encode(frame, 'avif', defaultQuality)).result)
  const sample = sharpSampler(frame, peer, judge)
  const point = pointAt(await sampleAround(sample, 'ssim', ssim, defaultQuality), 'ssim', ssim)
  return point && Math.round(point.quality)
}

async function timeAvif(frame: Frame, effort: number): Promise<number | undefined> {
  const peer: Peer = { format: 'avif', effort }
  const quality = await equalQuality(frame, peer)
  if (quality === undefined) return undefined
  const [ours, theirs]: [number[], number[]] = [[], []]
  for (let round = 0; round < ROUNDS; round++) {
    ours.push((await encode(frame, 'avif', encoders.avif.defaultQuality)).cpu)
    theirs.push((await encodeBySharp(frame, peer, quality)).cpu)
  }
  return pairedRatio(ours, theirs).median
}

async function timePicture(picture: Picture, width: number): Promise<Times> {
  const frame = await resized(picture, width)
  const own: number[] = []
  for (const format of FORMATS) own.push(await timeFormat(frame, format))
  const avif: (number | undefined)[] = []
  for (const effort of EFFORTS) avif.push(await timeAvif(frame, effort))
  return { own, avif, lossless: await measureLossless(frame) }
}

/**
 * Measures the encoders' CPU time at their default qualities. Compares the time for AVIF with
 * sharp's at the same SSIM, and lossless JPEG XL with lossless WebP. Pictures narrower than a width
 * are skipped at this width.
 */
export async function measureEncoders(
  sets: readonly PictureSet[],
  widths: readonly number[],
  say: Say,
): Promise<Omit<EncodersResult, 'date' | 'command'>> {
  const pictures = sets.flatMap((set) => set.pictures)
  const own: EncoderTime[] = []
  const avif: PeerTime[] = []
  const lossless: LosslessResult[] = []
  for (const width of widths) {
    const times: Times[] = []
    for (const picture of pictures.filter((each) => each.width >= width)) {
      say(`${picture.name}, ${width} pixels across`)
      times.push(await timePicture(picture, width))
    }
    if (times.length === 0) continue
    for (const [at, format] of FORMATS.entries())
      own.push({ width, format, cpu: median(times.map((time) => time.own[at] as number)) })
    for (const [at, effort] of EFFORTS.entries()) {
      const ratios = times.map((time) => time.avif[at]).filter((ratio) => ratio !== undefined)
      if (ratios.length > 0) avif.push({ width, effort, pictures: ratios.length, cpu: spread(ratios) })
    }
    lossless.push(
      summarizeLossless(
        width,
        times.map((time) => time.lossless),
      ),
    )
  }
  return { names: pictures.map(({ name }) => name), own, avif, lossless }
}
