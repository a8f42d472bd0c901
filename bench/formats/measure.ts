import { encoders } from '../../src/formats/codecs.ts'
import type { Frame } from '../../src/picture/picture.ts'
import type { Format, FormatResult, FormatsResult } from '../results.ts'
import type { Say } from '../rounds.ts'
import { median } from '../statistics.ts'
import { measureAvif } from './avif.ts'
import { type Point, pointAt } from './curve.ts'
import { comparing, encode } from './encode.ts'
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

async function encodeAll(frame: Frame): Promise<Encoded[]> {
  const similarity = comparing(frame)
  const megapixels = (frame.width * frame.height) / 1e6
  const made: Encoded[] = []
  for (const [format, tried] of Object.entries(TRIED) as [Format, readonly number[]][]) {
    for (const quality of new Set([encoders[format].defaultQuality, ...tried])) {
      const runs = [await encode(frame, format, quality)]
      while (quality === encoders[format].defaultQuality && runs.length < RUNS_AT_DEFAULT)
        runs.push(await encode(frame, format, quality))
      const file = runs[0]?.result ?? new Uint8Array(0)
      const cpu = Math.min(...runs.map((run) => run.cpu)) / megapixels
      made.push({ format, quality, bytes: file.length, ssim: await similarity(file), cpu })
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
): Promise<Pick<FormatsResult, 'names' | 'formats' | 'avif'>> {
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
  const avif = await measureAvif(pictures, say)
  return { names: pictures.map(({ name }) => name), formats, avif }
}
