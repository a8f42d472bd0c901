import type { Frame } from '../../src/engine/picture/picture.ts'
import type { Say } from '../rounds.ts'
import { encode, encodeByLibjxl, libjxlVersion } from './encode.ts'
import {
  type EncodeAt,
  type MeasuredPicture,
  measurePoints,
  sayRatios,
  summarizeScores,
} from './equal-score.ts'
import { type Picture, type PictureSet, resized } from './pictures.ts'
import type { JxlPeer, JxlResult, JxlSet } from './results.ts'
import { judgeWithDistance } from './similarity.ts'
import { canScore } from './ssimulacra2.ts'

/** SSIMULACRA2 scores at which the encoders are compared: medium to high quality. */
export const SCORES = [65, 75, 82]

/**
 * libjxl's effort. At this effort libjxl uses the same coding tools as Signet's encoder, and is
 * within 4 % of effort 7.
 */
const EFFORT = 3

const PEERS: readonly JxlPeer[] = ['libjxl', 'jpeg', 'avif']

const ENCODE: Readonly<Record<'jxl' | JxlPeer, EncodeAt>> = {
  jxl: async (frame, quality) => (await encode(frame, 'jxl', quality)).result,
  libjxl: (frame, quality) => encodeByLibjxl(frame, EFFORT, quality),
  jpeg: async (frame, quality) => (await encode(frame, 'jpeg', quality)).result,
  avif: async (frame, quality) => (await encode(frame, 'avif', quality)).result,
}

async function measurePicture(
  picture: Picture,
  width: number,
  peers: readonly JxlPeer[],
): Promise<MeasuredPicture<JxlPeer>> {
  const frame: Frame = await resized(picture, width)
  const judge = await judgeWithDistance(frame)
  const [own = [], ...others] = await Promise.all(
    (['jxl', ...peers] as const).map((coder) => measurePoints(frame, ENCODE[coder], judge, SCORES)),
  )
  return { name: picture.name, own, peers: Object.fromEntries(peers.map((peer, at) => [peer, others[at]])) }
}

/**
 * Summarizes the points for several pictures at one width. Scores that no picture reaches are left
 * out.
 */
export const summarizeJxl = (width: number, measured: readonly MeasuredPicture<JxlPeer>[]): JxlResult[] =>
  summarizeScores(width, SCORES, PEERS, measured)

/**
 * Compares the bytes in Signet's JPEG XL with other encoders' at the same SSIMULACRA2. Pictures
 * narrower than a width are skipped at this width. The result does not depend on the machine's
 * speed or load.
 * @param chosen encoders to compare with. libjxl is left out if it is not installed
 * @throws Error if the SSIMULACRA2 program is not installed
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
    const measured: MeasuredPicture<JxlPeer>[] = []
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
