import sharp from 'sharp'
import { encoders } from '../../src/formats/codecs.ts'
import type { Frame } from '../../src/picture/picture.ts'
import { SETTINGS } from '../../test/support/encode-settings.ts'
import { inKernel } from '../../test/support/operate.ts'
import { timed } from '../operations/side.ts'
import { lumaOf } from '../reference.ts'
import type { Format, FormatResult, FormatsResult } from '../results.ts'
import type { Say } from '../rounds.ts'
import { ssim } from '../ssim.ts'
import { median } from '../statistics.ts'
import { type Point, pointAt } from './curve.ts'
import { type Picture, paintPictures, readPhotographs, resized } from './pictures.ts'

const WIDTHS = [400, 1200]

const TRIED: Readonly<Record<Format, readonly number[]>> = {
  jpeg: [],
  webp: [66, 70, 74, 78, 82, 86, 90],
  avif: [40, 45, 50, 55, 60, 65, 70, 75, 80],
}

const RUNS_AT_DEFAULT = 5

interface Encoded {
  readonly format: Format
  readonly quality: number
  readonly bytes: number
  readonly ssim: number
  readonly cpu: number
}

async function encode(
  frame: Frame,
  format: Format,
  quality: number,
): Promise<{ cpu: number; file: Uint8Array }> {
  const { kernel, picture } = inKernel(frame)
  const { cpu, result } = await timed(() =>
    encoders[format].encode(picture, { ...SETTINGS, quality }, kernel),
  )
  return { cpu: (cpu * 1e6) / (frame.width * frame.height), file: result }
}

async function lumaOfFile(file: Uint8Array): Promise<Float64Array> {
  return lumaOf(await sharp(file).removeAlpha().raw().toBuffer())
}

async function encodeAll(frame: Frame): Promise<Encoded[]> {
  const { width, height, data } = frame
  const reference = lumaOf(data.filter((_, at) => at % 4 !== 3))
  const made: Encoded[] = []
  for (const [format, tried] of Object.entries(TRIED) as [Format, readonly number[]][]) {
    for (const quality of new Set([encoders[format].defaultQuality, ...tried])) {
      const runs = [await encode(frame, format, quality)]
      while (quality === encoders[format].defaultQuality && runs.length < RUNS_AT_DEFAULT)
        runs.push(await encode(frame, format, quality))
      const file = runs[0]?.file ?? new Uint8Array(0)
      const similarity = ssim(await lumaOfFile(file), reference, width, height)
      const cpu = Math.min(...runs.map((run) => run.cpu))
      made.push({ format, quality, bytes: file.length, ssim: similarity, cpu })
    }
  }
  return made
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

function compareFormats(width: number, pictures: readonly (readonly Encoded[])[]): FormatResult[] {
  const of = (format: Format, quality: number) =>
    pictures.map((made) => made.find((each) => each.format === format && each.quality === quality) as Encoded)
  const jpegs = of('jpeg', encoders.jpeg.defaultQuality)
  const point = (format: Format, quality: number): Point => {
    const each = of(format, quality)
    const bytes = each.map((encoded, at) => encoded.bytes / (jpegs[at] as Encoded).bytes)
    return { quality, ssim: mean(each.map((encoded) => encoded.ssim)), bytes: mean(bytes) }
  }
  const { ssim } = point('jpeg', encoders.jpeg.defaultQuality)
  return (Object.keys(TRIED) as Format[]).map((format) => {
    const like = pointAt(
      TRIED[format].map((quality) => point(format, quality)),
      ssim,
    )
    const cpu = median(of(format, encoders[format].defaultQuality).map((encoded) => encoded.cpu))
    return {
      width,
      pictures: pictures.length,
      format,
      ...point(format, encoders[format].defaultQuality),
      cpu,
      ...(like && { like }),
    }
  })
}

/**
 * Compares the formats at their default qualities, and finds the quality at which each has the SSIM of the JPEG: on
 * painted pictures, and on photographs if there are any.
 * @param photographs a folder
 */
export async function measureFormats(
  photographs: string | undefined,
  say: Say,
): Promise<Pick<FormatsResult, 'names' | 'formats'>> {
  say('painting pictures, some 20 s')
  const pictures: Picture[] = [...paintPictures(), ...(photographs ? await readPhotographs(photographs) : [])]
  const formats: FormatResult[] = []
  for (const width of WIDTHS) {
    const made: Encoded[][] = []
    for (const picture of pictures.filter((each) => each.width >= width)) {
      say(`${picture.name}, ${width} pixels across`)
      made.push(await encodeAll(await resized(picture, width)))
    }
    formats.push(...compareFormats(width, made))
  }
  return { names: pictures.map(({ name }) => name), formats }
}
