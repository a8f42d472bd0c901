import sharp from 'sharp'
import type { Frame } from '../../src/engine/picture/picture.ts'
import type { Say } from '../rounds.ts'
import { mean } from '../statistics.ts'
import { pointAt, type Sample } from './curve.ts'
import { encodeWith } from './encode.ts'
import { meanRatio } from './mean-ratio.ts'
import { fitted, type PictureSet } from './pictures.ts'
import type { PaletteResult, PaletteSet } from './results.ts'
import { type Judge, judgeBySsim } from './similarity.ts'

/** Color counts at which both encoders are measured, in ascending order. */
const COLORS = [16, 32, 64, 96, 128, 192, 256]

/** zlib compression levels: Signet's default and sharp's. */
const LEVELS = [3, 6]

/** Maximum picture width and height in pixels. */
const SIDE = 1200

type EncodePalette = (frame: Frame, colors: number, compression: number) => Promise<Uint8Array>

const signet: EncodePalette = async (frame, colors, compression) =>
  (await encodeWith(frame, 'png', { colors, compression })).result

const bySharp: EncodePalette = ({ data, width, height }, colors, compressionLevel) =>
  sharp(data, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .png({ palette: true, colors, compressionLevel })
    .toBuffer()

/** An encoder's samples at each color count, which takes the place of the quality. */
type Curve = readonly Sample[]

/** Both encoders' curves for one picture. */
export interface MeasuredPalette {
  readonly name: string
  readonly ours: Curve
  readonly theirs: Curve
}

/**
 * Finds the bytes on a curve at a similarity. Outside the curve, its nearest end is taken.
 * @param ssim a similarity that the curve reaches
 */
function bytesAt(curve: Curve, ssim: number): number | undefined {
  const [first, last] = [curve[0], curve.at(-1)]
  if (first && first.ssim >= ssim) return first.bytes
  if (last && last.ssim <= ssim) return last.bytes
  return pointAt(curve, 'ssim', ssim)?.bytes
}

/**
 * Summarizes pictures at one compression level. A picture's bytes are compared at the SSIM that
 * both encoders reach with 256 colors.
 */
export function summarizePalette(
  compression: number,
  measured: readonly MeasuredPalette[],
): PaletteResult | undefined {
  const ratios = measured.flatMap(({ name, ours, theirs }) => {
    const ssim = Math.min(ours.at(-1)?.ssim ?? 0, theirs.at(-1)?.ssim ?? 0)
    const [own, other] = [bytesAt(ours, ssim), bytesAt(theirs, ssim)]
    return own !== undefined && other !== undefined ? [{ name, value: own / other }] : []
  })
  const bytes = meanRatio(ratios)
  if (!bytes) return undefined
  const ssim = {
    ours: mean(measured.map(({ ours }) => ours.at(-1)?.ssim ?? 0)),
    theirs: mean(measured.map(({ theirs }) => theirs.at(-1)?.ssim ?? 0)),
  }
  return { compression, pictures: ratios.length, bytes, ssim }
}

async function measureCurve(
  frame: Frame,
  encode: EncodePalette,
  compression: number,
  judge: Judge,
): Promise<Curve> {
  const samples: Sample[] = []
  for (const quality of COLORS) {
    const file = await encode(frame, quality, compression)
    samples.push({ quality, bytes: file.length, ...(await judge(file)) })
  }
  return samples
}

/**
 * Compares palette PNGs with sharp's at the same luma SSIM. The result does not depend on the
 * machine's speed or load.
 */
export async function measurePalettes(
  { name, pictures }: PictureSet,
  say: Say,
): Promise<Omit<PaletteSet, 'date' | 'command' | 'versions'>> {
  const results: PaletteResult[] = []
  for (const compression of LEVELS) {
    const measured: MeasuredPalette[] = []
    for (const picture of pictures) {
      const frame = await fitted(picture, SIDE)
      const judge = judgeBySsim(frame)
      const [ours, theirs] = [
        await measureCurve(frame, signet, compression, judge),
        await measureCurve(frame, bySharp, compression, judge),
      ]
      const one = { name: picture.name, ours, theirs }
      const result = summarizePalette(compression, [one])
      say(`${picture.name}, compression ${compression}: ${result?.bytes.mean.toFixed(3)} × sharp`)
      measured.push(one)
    }
    const result = summarizePalette(compression, measured)
    if (result) results.push(result)
  }
  return { set: name, names: pictures.map((each) => each.name), results }
}
