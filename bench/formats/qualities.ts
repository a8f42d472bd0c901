import '../../src/engine/codecs/standard.ts'
import { encoders } from '../../src/engine/formats/codecs.ts'
import type { Frame } from '../../src/engine/picture/picture.ts'
import type { Say } from '../rounds.ts'
import { mean } from '../statistics.ts'
import { METRICS, pointAt, type Sample } from './curve.ts'
import { encode } from './encode.ts'
import type { Format } from './format.ts'
import { type ByteRatios, compareWithSharp, PEERS, summarizePeer } from './peers.ts'
import { type PictureSet, resized } from './pictures.ts'
import type { FormatResult, Peer, QualitySet } from './results.ts'
import { type Judge, judgeByAll } from './similarity.ts'

/**
 * Qualities at which each format's curve is sampled. The default JPEG's score is then looked up on
 * the curve.
 */
const TRIED: Readonly<Record<Format, readonly number[]>> = {
  jpeg: [],
  webp: [66, 74, 82, 90],
  avif: [42, 50, 66, 74, 82],
  jxl: [60, 68, 76, 84, 92],
}

const FORMATS = Object.keys(TRIED) as Format[]

/** Samples for each format. The first is taken at the default quality. */
type Curves = Readonly<Record<Format, readonly [Sample, ...Sample[]]>>

export interface Measured {
  readonly curves: Curves
  /** One entry for each encoder in `PEERS`. */
  readonly ratios: readonly ByteRatios[]
}

async function measureCurve(frame: Frame, format: Format, judge: Judge): Promise<[Sample, ...Sample[]]> {
  const sample = async (quality: number, file: Uint8Array): Promise<Sample> => ({
    quality,
    bytes: file.length,
    ...(await judge(file)),
  })
  const { defaultQuality } = encoders[format]
  const first = sample(defaultQuality, (await encode(frame, format, defaultQuality)).result)
  const others: Promise<Sample>[] = []
  for (const quality of TRIED[format])
    others.push(sample(quality, (await encode(frame, format, quality)).result))
  return [await first, ...(await Promise.all(others))]
}

/**
 * Measures one picture: each format at several qualities, and the default qualities compared with
 * sharp.
 */
export async function measurePicture(frame: Frame): Promise<Measured> {
  const judge = await judgeByAll(frame)
  const curves = {
    jpeg: await measureCurve(frame, 'jpeg', judge),
    webp: await measureCurve(frame, 'webp', judge),
    avif: await measureCurve(frame, 'avif', judge),
    jxl: await measureCurve(frame, 'jxl', judge),
  }
  const compare = (peer: Peer) => compareWithSharp(frame, peer, curves[peer.format][0], judge)
  return { curves, ratios: await Promise.all(PEERS.map(compare)) }
}

/** Averages the curves for several pictures. Sizes are relative to each picture's default JPEG. */
function meanCurve(format: Format, pictures: readonly Curves[]): [Sample, ...Sample[]] {
  const at = (index: number): Sample => {
    const samples = pictures.map((curves) => curves[format][index] as Sample)
    const scores = samples.map(({ ssimulacra2 }) => ssimulacra2).filter((score) => score !== undefined)
    return {
      quality: (samples[0] as Sample).quality,
      bytes: mean(samples.map(({ bytes }, picture) => bytes / (pictures[picture] as Curves).jpeg[0].bytes)),
      ssim: mean(samples.map(({ ssim }) => ssim)),
      ...(scores.length === samples.length && { ssimulacra2: mean(scores) }),
    }
  }
  return [at(0), ...TRIED[format].map((_, index) => at(index + 1))]
}

/** Compares the formats at their default qualities. */
export function compareFormats(width: number, pictures: readonly Curves[]): FormatResult[] {
  const [jpeg] = meanCurve('jpeg', pictures)
  return FORMATS.map((format) => {
    const curve = meanCurve(format, pictures)
    const like = METRICS.flatMap((metric) => {
      const score = jpeg[metric]
      const point = format === 'jpeg' || score === undefined ? undefined : pointAt(curve, metric, score)
      return point ? [[metric, point]] : []
    })
    return { width, pictures: pictures.length, format, ...curve[0], like: Object.fromEntries(like) }
  })
}

/** Summarizes a picture set's results at one width. */
export function summarizeWidth(
  width: number,
  measured: readonly Measured[],
): Pick<QualitySet, 'formats' | 'peers'> {
  const curves = measured.map((each) => each.curves)
  const ratiosOf = (peer: number) => measured.map(({ ratios }) => ratios[peer] as ByteRatios)
  return {
    formats: compareFormats(width, curves),
    peers: PEERS.map((peer, at) => summarizePeer(width, peer, ratiosOf(at))),
  }
}

/**
 * Measures the files at the default qualities: their size and similarity, the quality at which each
 * format reaches the default JPEG's score, and their size compared with sharp's at the same score.
 * Pictures narrower than a width are skipped at this width. The result does not depend on the
 * machine's speed or load.
 */
export async function measureQualities(
  { name, pictures }: PictureSet,
  widths: readonly number[],
  say: Say,
): Promise<Pick<QualitySet, 'set' | 'names' | 'formats' | 'peers'>> {
  const results: Pick<QualitySet, 'formats' | 'peers'>[] = []
  for (const width of widths) {
    const measured: Measured[] = []
    for (const picture of pictures.filter((each) => each.width >= width)) {
      say(`${picture.name}, ${width} pixels across`)
      measured.push(await measurePicture(await resized(picture, width)))
    }
    if (measured.length > 0) results.push(summarizeWidth(width, measured))
  }
  return {
    set: name,
    names: pictures.map((picture) => picture.name),
    formats: results.flatMap(({ formats }) => formats),
    peers: results.flatMap(({ peers }) => peers),
  }
}
