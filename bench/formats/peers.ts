import { encoders } from '../../src/engine/formats/codecs.ts'
import type { Frame } from '../../src/engine/picture/picture.ts'
import { spread } from '../statistics.ts'
import { METRICS, type Metric, pointAt, type Sample, sampleAround } from './curve.ts'
import { encodeBySharp } from './encode.ts'
import type { Peer, PeerResult } from './results.ts'
import type { Judge } from './similarity.ts'

/**
 * sharp's encoders to compare with: its defaults, and for AVIF also the effort that takes about as
 * long as Signet.
 */
export const PEERS: readonly Peer[] = [
  { format: 'jpeg' },
  { format: 'webp' },
  { format: 'avif' },
  { format: 'avif', effort: 1 },
]

/**
 * Size of Signet's file divided by the size of sharp's file with the same score, for each measured
 * metric.
 */
export type ByteRatios = Partial<Readonly<Record<Metric, number>>>

/** Returns an encoder's sample at a quality. */
export type Sampler = (quality: number) => Promise<Sample>

/** Returns a function that encodes a picture and judges the file, each quality only once. */
export function sampler(encode: (quality: number) => Promise<Uint8Array>, judge: Judge): Sampler {
  const known = new Map<number, Promise<Sample>>()
  const measure = async (quality: number) => {
    const file = await encode(quality)
    return { quality, bytes: file.length, ...(await judge(file)) }
  }
  return (quality) => {
    const sample = known.get(quality) ?? measure(quality)
    known.set(quality, sample)
    return sample
  }
}

/** Returns a sampler for one of sharp's encoders. */
export const sharpSampler = (frame: Frame, peer: Peer, judge: Judge): Sampler =>
  sampler(async (quality) => (await encodeBySharp(frame, peer, quality)).result, judge)

/**
 * Compares a Signet file with sharp files that have the same scores.
 * @param theirs sharp's samples
 * @param ours Signet's sample
 * @param tried sharp qualities between which its bytes are interpolated
 */
export async function compareAtScores(
  theirs: Sampler,
  ours: Sample,
  tried?: readonly number[],
): Promise<ByteRatios> {
  const ratios: Partial<Record<Metric, number>> = {}
  let near = ours.quality
  for (const metric of METRICS) {
    const score = ours[metric]
    if (score === undefined) continue
    const point = pointAt(await sampleAround(theirs, metric, score, near, tried), metric, score)
    if (!point) continue
    ratios[metric] = ours.bytes / point.bytes
    near = point.quality
  }
  return ratios
}

/**
 * Compares Signet's file at the default quality with sharp's files that have the same scores.
 * @param ours sample at Signet's default quality
 */
export function compareWithSharp(frame: Frame, peer: Peer, ours: Sample, judge: Judge): Promise<ByteRatios> {
  return compareAtScores(sharpSampler(frame, peer, judge), ours)
}

/** Summarizes a picture set's ratios as medians and quartiles. */
export function summarizePeer(width: number, peer: Peer, pictures: readonly ByteRatios[]): PeerResult {
  const of = (metric: Metric) =>
    pictures.map((ratios) => ratios[metric]).filter((ratio) => ratio !== undefined)
  const spreads = METRICS.filter((metric) => of(metric).length > 0).map((metric) => [
    metric,
    spread(of(metric)),
  ])
  const bytes: PeerResult['bytes'] = Object.fromEntries(spreads)
  return { width, ...peer, pictures: pictures.length, quality: encoders[peer.format].defaultQuality, bytes }
}
