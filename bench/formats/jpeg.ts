import { isInstalled } from '../../cli/run-program.ts'
import type { Say } from '../rounds.ts'
import type { Point } from './curve.ts'
import { encodeBySharp, encodeWith } from './encode.ts'
import {
  type EncodeAt,
  type MeasuredPicture,
  measurePoints,
  type Points,
  sayRatios,
  summarizeScores,
} from './equal-score.ts'
import { encodeByJpegli, encodeByMozjpeg, JPEGLI_ENCODER, type Subsampling } from './jpeg-peers.ts'
import { fitted, type Picture, type PictureSet } from './pictures.ts'
import type { JpegPeer, JpegSet, ScoreResult } from './results.ts'
import { judgeWithDistance } from './similarity.ts'
import { canScore } from './ssimulacra2.ts'

/** SSIMULACRA2 scores at which the encoders are compared: medium to very high quality. */
export const SCORES = [65, 75, 82, 88]

const PEERS: readonly JpegPeer[] = ['jpegli', 'jpegli-420', 'jpegli-444', 'mozjpeg', 'sharp']

/** Points for one picture: with chroma at half its size, and at its full size. */
export interface MeasuredJpeg {
  readonly halved: MeasuredPicture<JpegPeer>
  /** Absent if jpegli was not found. */
  readonly full?: MeasuredPicture<JpegPeer>
}

const signet =
  (subsampling: Subsampling): EncodeAt =>
  async (frame, quality) =>
    (await encodeWith(frame, 'jpeg', { quality, subsampling, progressive: true })).result

const sharpBaseline: EncodeAt = async (frame, quality) =>
  (await encodeBySharp(frame, { format: 'jpeg' }, quality)).result

const jpegli =
  (subsampling: Subsampling, program: string): EncodeAt =>
  (frame, quality) =>
    encodeByJpegli(frame, quality, subsampling, program)

/** Returns the smaller of two points at each score. */
export const smallerPoints = (some: Points, others: Points): Points =>
  SCORES.map((_, at): Point | undefined => {
    const [one, other] = [some[at], others[at]]
    if (!one || !other) return one ?? other
    return one.bytes <= other.bytes ? one : other
  })

/**
 * Measures one picture.
 * @param program jpegli's encoder; without it, jpegli is left out
 * @returns `undefined` if both sides of the picture are shorter than the given side
 */
async function measurePicture(
  picture: Picture,
  side: number,
  program: string | undefined,
): Promise<MeasuredJpeg | undefined> {
  const frame = await fitted(picture, side)
  if (Math.max(frame.width, frame.height) < side) return undefined
  const judge = await judgeWithDistance(frame)
  const measure = (encode: EncodeAt) => measurePoints(frame, encode, judge, SCORES)
  const { name } = picture
  const own = await measure(signet('420'))
  const peers = { mozjpeg: await measure(encodeByMozjpeg), sharp: await measure(sharpBaseline) }
  if (program === undefined) return { halved: { name, own, peers } }
  const [halved, full] = [await measure(jpegli('420', program)), await measure(jpegli('444', program))]
  const both = { jpegli: smallerPoints(halved, full), 'jpegli-420': halved, 'jpegli-444': full }
  return {
    halved: { name, own, peers: { ...peers, ...both } },
    full: { name, own: await measure(signet('444')), peers: { 'jpegli-444': full } },
  }
}

/** Summarizes the points for several pictures at one width. */
export function summarizeJpeg(
  width: number,
  measured: readonly MeasuredJpeg[],
): Pick<JpegSet, 'halved' | 'full'> {
  const summarize = (pictures: readonly MeasuredPicture<JpegPeer>[]): ScoreResult<JpegPeer>[] =>
    summarizeScores(width, SCORES, PEERS, pictures)
  return {
    halved: summarize(measured.map(({ halved }) => halved)),
    full: summarize(measured.flatMap(({ full }) => full ?? [])),
  }
}

/**
 * Compares the bytes in Signet's progressive JPEG with other encoders' at the same SSIMULACRA2.
 * Pictures with both sides shorter than a width are skipped at this width. The result does not
 * depend on the machine's speed or load.
 * @param program name or path of jpegli's encoder, which is left out if it is not installed
 * @throws Error if the SSIMULACRA2 program is not installed
 */
export async function measureJpeg(
  { name, pictures }: PictureSet,
  widths: readonly number[],
  say: Say,
  program = JPEGLI_ENCODER,
): Promise<Omit<JpegSet, 'date' | 'command'>> {
  if (!(await canScore())) throw new Error('ssimulacra2 is not installed (Debian: libjxl-devtools)')
  const found = (await isInstalled(program)) ? program : undefined
  const results: Pick<JpegSet, 'halved' | 'full'>[] = []
  for (const width of widths) {
    const measured: MeasuredJpeg[] = []
    for (const picture of pictures) {
      const one = await measurePicture(picture, width, found)
      if (!one) continue
      const said = summarizeJpeg(width, [one]).halved.map(sayRatios)
      say(`${picture.name}, ${width} pixels: ${said.join('; ')}`)
      measured.push(one)
    }
    results.push(summarizeJpeg(width, measured))
  }
  return {
    set: name,
    names: pictures.map((each) => each.name),
    halved: results.flatMap(({ halved }) => halved),
    full: results.flatMap(({ full }) => full),
  }
}
