import sharp from 'sharp'
import { encoders } from '../../src/formats/codecs.ts'
import type { Frame } from '../../src/picture/picture.ts'
import { timed } from '../operations/side.ts'
import type { AvifResult } from '../results.ts'
import type { Say } from '../rounds.ts'
import { pairedRatio, spread } from '../statistics.ts'
import { pointAt } from './curve.ts'
import { comparing, encode } from './encode.ts'
import { type Picture, resized } from './pictures.ts'

const WIDTH = 400
/** sharp's default, and the effort that takes about as long as Signet. */
const EFFORTS = [4, 1]
const TRIED = [20, 35, 50, 60, 70, 80, 90, 95]
const ROUNDS = 5

interface Compared {
  readonly bytes: number
  readonly cpu: number
}

function bySharp({ data, width, height }: Frame, effort: number, quality: number) {
  const image = sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha()
  return timed(() => image.avif({ effort, quality }).toBuffer())
}

/** @returns `undefined` if none of the tried qualities is like Signet's default */
async function compare(frame: Frame, effort: number): Promise<Compared | undefined> {
  const quality = encoders.avif.defaultQuality
  const similarity = comparing(frame)
  const { result } = await encode(frame, 'avif', quality)
  const curve = []
  for (const tried of TRIED) {
    const file = (await bySharp(frame, effort, tried)).result
    curve.push({ quality: tried, ssim: await similarity(file), bytes: file.length })
  }
  const like = pointAt(curve, await similarity(result))
  if (!like) return undefined
  const [ours, theirs]: [number[], number[]] = [[], []]
  for (let round = 0; round < ROUNDS; round++) {
    ours.push((await encode(frame, 'avif', quality)).cpu)
    theirs.push((await bySharp(frame, effort, Math.round(like.quality))).cpu)
  }
  return { bytes: result.length / like.bytes, cpu: pairedRatio(ours, theirs).median }
}

/** Compares Signet's AVIF with sharp's of the same SSIM. */
export async function measureAvif(pictures: readonly Picture[], say: Say): Promise<AvifResult[]> {
  const results: AvifResult[] = []
  for (const effort of EFFORTS) {
    const compared: Compared[] = []
    for (const picture of pictures) {
      say(`${picture.name}, AVIF by sharp with effort ${effort}`)
      const one = await compare(await resized(picture, WIDTH), effort)
      if (one) compared.push(one)
    }
    if (compared.length === 0) continue
    const bytes = spread(compared.map((one) => one.bytes))
    const cpu = spread(compared.map((one) => one.cpu))
    results.push({ width: WIDTH, effort, pictures: compared.length, bytes, cpu })
  }
  return results
}
