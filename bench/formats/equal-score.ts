import type { Frame } from '../../src/engine/picture/picture.ts'
import { mean } from '../statistics.ts'
import { type Point, pointAt, qualitiesBy, sampleAround } from './curve.ts'
import { meanRatio } from './mean-ratio.ts'
import { sampler } from './peers.ts'
import type { ScoreRatio, ScoreResult } from './results.ts'
import type { Judge } from './similarity.ts'

/**
 * Qualities between which bytes are interpolated. With a step of 4, the error is 1.5 % at quality
 * 90.
 */
const TRIED = qualitiesBy(2)

/** Quality with which the search for the first score starts. */
const START = 60

/** Encodes a picture at a quality. */
export type EncodeAt = (frame: Frame, quality: number) => Promise<Uint8Array>

/** An encoder's point at each score; `undefined` where no quality has the score. */
export type Points = readonly (Point | undefined)[]

/** Each encoder's points for one picture. An encoder that is not installed is absent. */
export interface MeasuredPicture<Peer extends string> {
  readonly name: string
  /** Signet's points. */
  readonly own: Points
  readonly peers: Readonly<Partial<Record<Peer, Points>>>
}

/** Finds an encoder's points with the given SSIMULACRA2 scores, in ascending order. */
export async function measurePoints(
  frame: Frame,
  encode: EncodeAt,
  judge: Judge,
  scores: readonly number[],
): Promise<Points> {
  const sample = sampler((quality) => encode(frame, quality), judge)
  const points: (Point | undefined)[] = []
  let near = START
  for (const score of scores) {
    const around = await sampleAround(sample, 'ssimulacra2', score, near, TRIED)
    const point = pointAt(around, 'ssimulacra2', score)
    points.push(point)
    near = point?.quality ?? near
  }
  return points
}

function ratioAt<Peer extends string>(
  measured: readonly MeasuredPicture<Peer>[],
  at: number,
  peer: Peer,
): ScoreRatio<Peer>[] {
  const pairs = measured.flatMap(({ name, own, peers }) => {
    const [ours, theirs] = [own[at], peers[peer]?.[at]]
    return ours && theirs ? [{ name, ours, theirs }] : []
  })
  const bytes = meanRatio(pairs.map(({ name, ours, theirs }) => ({ name, value: ours.bytes / theirs.bytes })))
  if (!bytes) return []
  const distances = pairs.flatMap(({ ours: { butteraugli: ours }, theirs: { butteraugli: theirs } }) =>
    ours !== undefined && theirs !== undefined ? [{ ours, theirs }] : [],
  )
  const butteraugli = {
    ours: mean(distances.map(({ ours }) => ours)),
    theirs: mean(distances.map(({ theirs }) => theirs)),
  }
  return [{ peer, pictures: pairs.length, bytes, ...(distances.length === pairs.length && { butteraugli }) }]
}

/**
 * Summarizes the points for several pictures at one width. Scores that no picture reaches are left
 * out.
 * @param scores the points' scores
 */
export function summarizeScores<Peer extends string>(
  width: number,
  scores: readonly number[],
  peers: readonly Peer[],
  measured: readonly MeasuredPicture<Peer>[],
): ScoreResult<Peer>[] {
  return scores.flatMap((score, at) => {
    const qualities = measured.flatMap(({ own }) => own[at]?.quality ?? [])
    const ratios = peers.flatMap((peer) => ratioAt(measured, at, peer))
    return ratios.length > 0 ? [{ width, score, quality: mean(qualities), ratios }] : []
  })
}

/** Returns a line about the ratios at one score. */
export const sayRatios = ({ score, quality, ratios }: ScoreResult<string>): string =>
  `${score} at ${quality.toFixed(1)}: ${ratios.map(({ peer, bytes }) => `${bytes.mean.toFixed(3)} × ${peer}`).join(', ')}`
