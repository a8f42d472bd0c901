import type { Frame } from '../../src/engine/picture/picture.ts'
import type { Say } from '../rounds.ts'
import { type Point, pointAt, qualitiesBy, sampleAround } from './curve.ts'
import { encode, encodeByLibjxl, libjxlVersion } from './encode.ts'
import { meanRatio } from './mean-ratio.ts'
import { sampler } from './peers.ts'
import { type Picture, type PictureSet, resized } from './pictures.ts'
import type { JxlPeer, JxlRatio, JxlResult, JxlSet } from './results.ts'
import { type Judge, judgeWithDistance } from './similarity.ts'
import { canScore } from './ssimulacra2.ts'

/** Scores of SSIMULACRA2 at which the encoders are compared: medium to high quality. */
export const SCORES = [65, 75, 82]

/** Effort of libjxl. It has the coding tools of Signet's encoder, and is within 4 % of effort 7. */
const EFFORT = 3

/** Qualities between which bytes are interpolated. A step of 4 is off by 1.5 % at quality 90. */
const TRIED = qualitiesBy(2)

/** Quality with which the search for the first score starts. */
const START = 60

type Coder = 'jxl' | JxlPeer

const PEERS: readonly JxlPeer[] = ['libjxl', 'jpeg', 'avif']

type Encode = (frame: Frame, quality: number) => Promise<Uint8Array>

const ENCODE: Readonly<Record<Coder, Encode>> = {
  jxl: async (frame, quality) => (await encode(frame, 'jxl', quality)).result,
  libjxl: (frame, quality) => encodeByLibjxl(frame, EFFORT, quality),
  jpeg: async (frame, quality) => (await encode(frame, 'jpeg', quality)).result,
  avif: async (frame, quality) => (await encode(frame, 'avif', quality)).result,
}

/** Points of an encoder at each of `SCORES`; `undefined` where no quality has the score. */
type Points = readonly (Point | undefined)[]

/** Points of the encoders for one picture. An encoder that is not installed is absent. */
export interface MeasuredJxl {
  readonly name: string
  readonly jxl: Points
  readonly peers: Readonly<Partial<Record<JxlPeer, Points>>>
}

async function measureCoder(frame: Frame, coder: Coder, judge: Judge): Promise<Points> {
  const sample = sampler((quality) => ENCODE[coder](frame, quality), judge)
  const points: (Point | undefined)[] = []
  let near = START
  for (const score of SCORES) {
    const around = await sampleAround(sample, 'ssimulacra2', score, near, TRIED)
    const point = pointAt(around, 'ssimulacra2', score)
    points.push(point)
    near = point?.quality ?? near
  }
  return points
}

async function measurePicture(
  picture: Picture,
  width: number,
  peers: readonly JxlPeer[],
): Promise<MeasuredJxl> {
  const frame = await resized(picture, width)
  const judge = await judgeWithDistance(frame)
  const [jxl = [], ...others] = await Promise.all(
    (['jxl', ...peers] as const).map((coder) => measureCoder(frame, coder, judge)),
  )
  return { name: picture.name, jxl, peers: Object.fromEntries(peers.map((peer, at) => [peer, others[at]])) }
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

function ratioAt(measured: readonly MeasuredJxl[], at: number, peer: JxlPeer): JxlRatio[] {
  const pairs = measured.flatMap(({ name, jxl, peers }) => {
    const [ours, theirs] = [jxl[at], peers[peer]?.[at]]
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

/** Summarizes the points of pictures at one width. Scores that no picture reaches are left out. */
export function summarizeJxl(width: number, measured: readonly MeasuredJxl[]): JxlResult[] {
  return SCORES.flatMap((score, at) => {
    const qualities = measured.flatMap(({ jxl }) => jxl[at]?.quality ?? [])
    const ratios = PEERS.flatMap((peer) => ratioAt(measured, at, peer))
    return ratios.length > 0 ? [{ width, score, quality: mean(qualities), ratios }] : []
  })
}

const sayRatios = ({ score, quality, ratios }: JxlResult) =>
  `${score} at ${quality.toFixed(1)}: ${ratios.map(({ peer, bytes }) => `${bytes.mean.toFixed(3)} × ${peer}`).join(', ')}`

/**
 * Compares the bytes of Signet's JPEG XL with those of other encoders at the same SSIMULACRA2.
 * Pictures narrower than a width are skipped at this width. The result does not depend on the speed
 * or load of the machine.
 * @param chosen encoders to compare with. libjxl is left out if it is not installed
 * @throws Error if the program of SSIMULACRA2 is not installed
 */
export async function measureJxl(
  { name, pictures }: PictureSet,
  widths: readonly number[],
  say: Say,
  chosen: readonly JxlPeer[] = PEERS,
): Promise<Omit<JxlSet, 'date' | 'command'>> {
  if (!(await canScore())) throw new Error('ssimulacra2 is not installed (Debian: libjxl-devtools)')
  const libjxl = await libjxlVersion()
  const peers = chosen.filter((peer) => peer !== 'libjxl' || libjxl !== undefined)
  const results: JxlResult[] = []
  for (const width of widths) {
    const measured: MeasuredJxl[] = []
    for (const picture of pictures.filter((each) => each.width >= width)) {
      const one = await measurePicture(picture, width, peers)
      say(`${picture.name}, ${width} pixels across: ${summarizeJxl(width, [one]).map(sayRatios).join('; ')}`)
      measured.push(one)
    }
    results.push(...summarizeJxl(width, measured))
  }
  return {
    set: name,
    ...(libjxl !== undefined && { libjxl }),
    names: pictures.map((each) => each.name),
    results,
  }
}
