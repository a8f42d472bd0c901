import '../../src/engine/codecs/standard.ts'
import type { Frame } from '../../src/engine/picture/picture.ts'
import type { Say } from '../rounds.ts'
import { METRICS, type Metric, qualitiesBy } from './curve.ts'
import { encode } from './encode.ts'
import { geometricMean, meanRatio } from './mean-ratio.ts'
import { type ByteRatios, compareAtScores, sharpSampler } from './peers.ts'
import { fitted, type Picture, type PictureSet } from './pictures.ts'
import type { LossyResult, LossySet, Peer } from './results.ts'
import { judgeByAll } from './similarity.ts'

/** Qualities at which Signet encodes. */
export const QUALITIES = [40, 60, 75, 82, 90]

/** libwebp's method that is compared. It takes about as long as Signet. */
const PEER: Peer = { format: 'webp', effort: 2 }

/**
 * libwebp qualities between which its bytes are interpolated. With a step of 4, the error is 1.5 %
 * at quality 90.
 */
const TRIED = qualitiesBy(2)

/** Maximum width and height of the measured pictures. */
const SIDE = 1024

/** A picture's ratios, one entry for each quality in `QUALITIES`. */
export interface MeasuredLossy {
  readonly name: string
  readonly ratios: readonly ByteRatios[]
}

async function measureFrame(frame: Frame): Promise<readonly ByteRatios[]> {
  const judge = await judgeByAll(frame)
  const theirs = sharpSampler(frame, PEER, judge)
  const ratios: ByteRatios[] = []
  for (const quality of QUALITIES) {
    const { result } = await encode(frame, 'webp', quality)
    const ours = { quality, bytes: result.length, ...(await judge(result)) }
    ratios.push(await compareAtScores(theirs, ours, TRIED))
  }
  return ratios
}

/** Returns a picture's ratio at some qualities, or `undefined` if it was not measured. */
function ratioOf({ ratios }: MeasuredLossy, metric: Metric, chosen: readonly number[]): number | undefined {
  const found = QUALITIES.flatMap((quality, at) => {
    const value = chosen.includes(quality) ? ratios[at]?.[metric] : undefined
    return value === undefined ? [] : [value]
  })
  return found.length > 0 ? geometricMean(found) : undefined
}

/** Summarizes the ratios for all pictures at some qualities. */
export function summarizeLossy(
  measured: readonly MeasuredLossy[],
  chosen: readonly number[] = QUALITIES,
): LossyResult {
  const bytes = METRICS.flatMap((metric) => {
    const values = measured.flatMap((picture) => {
      const value = ratioOf(picture, metric, chosen)
      return value === undefined ? [] : [{ name: picture.name, value }]
    })
    const ratio = meanRatio(values)
    return ratio ? [[metric, ratio] as const] : []
  })
  return { qualities: chosen, bytes: Object.fromEntries(bytes) }
}

async function measurePicture(picture: Picture): Promise<MeasuredLossy> {
  return { name: picture.name, ratios: await measureFrame(await fitted(picture, SIDE)) }
}

/**
 * Compares the bytes in Signet's lossy WebP at several qualities with libwebp's at the same score.
 * The result does not depend on the machine's speed or load.
 */
export async function measureLossy(
  { name, pictures }: PictureSet,
  say: Say,
): Promise<Pick<LossySet, 'set' | 'names' | 'results'>> {
  const measured: MeasuredLossy[] = []
  for (const picture of pictures) {
    const one = await measurePicture(picture)
    const { ssim, ssimulacra2 } = summarizeLossy([one]).bytes
    say(`${picture.name}: SSIM ${ssim?.mean.toFixed(3)}, SSIMULACRA2 ${ssimulacra2?.mean.toFixed(3)}`)
    measured.push(one)
  }
  return {
    set: name,
    names: pictures.map((picture) => picture.name),
    results: [...QUALITIES.map((quality) => summarizeLossy(measured, [quality])), summarizeLossy(measured)],
  }
}
