import { dominantColor, thumbhash } from '../analysis/summary.ts'
import { byteSource } from '../bytes/byte-source.ts'
import { isDecodable } from '../formats/codecs.ts'
import { countFrames } from '../formats/frames.ts'
import { noSuchPage } from '../formats/page.ts'
import { groupOf } from '../options/options.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import { turnOf, turnSize } from '../picture/orientation.ts'
import { analyzeOpened } from './analyze.ts'
import type { Job, Transformed } from './job.ts'
import { gainMapIn } from './keep-gain-map.ts'
import { maySearch, reopen } from './open.ts'
import { type OpenedImage, type Released, release, releaseOnFailure, withReading } from './states.ts'

/**
 * Option groups that change the output, but not the small decode for `dominant` and `thumbhash`.
 */
const CHANGING: ReadonlySet<string> = new Set(['trim', 'crop', 'compose', 'overlay'])
const HARMLESS: ReadonlySet<string> = new Set(['flip', 'flop', 'rotate', 'redact'])

/**
 * Describes the original as JSON.
 *
 * `format`, upright `width` and `height`, EXIF `orientation`, `alpha` and `frames` are always
 * present. `size` (bytes) is present if the origin announced it. `gainMap` is present if the
 * original has a gain map. `dominant` (`#rrggbb`) and `thumbhash` (base64) come from a small decode
 * of the requested frame, in which redactions are black. If this build cannot decode the format,
 * `decoded: false` takes their place.
 *
 * An overlay, trim, crop or color change removes `dominant` and `thumbhash`, because they would
 * show pixels that these options hide. These options and a redaction also remove `size`, because a
 * file's length depends on all its pixels.
 */
export async function describe(opened: OpenedImage, job: Job): Promise<Transformed> {
  const { intent } = job
  const { colors, image } = await colorsOf(opened, job)
  const { format, orientation, alpha } = image.facts
  const upright = turnSize(image.facts, turnOf(orientation))
  const frames = await framesOf(image, job)
  if (intent.page !== undefined && intent.page > frames) throw noSuchPage(intent.page, frames)
  const gainMap = await gainMapOf(image, job)
  const size = showsAll(intent) ? image.size : undefined
  const facts = { format, size, ...upright, orientation, alpha, frames, gainMap, ...colors }
  const body = Uint8Array.from(new TextEncoder().encode(`${JSON.stringify(facts)}\n`))
  return {
    body,
    length: body.length,
    type: 'application/json',
    processed: 1,
    info: { bytes: body.length, size: upright, format: 'json' },
  }
}

interface Colors {
  readonly colors: object
  readonly image: Released
}

async function colorsOf(opened: OpenedImage, job: Job): Promise<Colors> {
  if (!isDecodable(opened.facts.format)) return { colors: { decoded: false }, image: release(opened) }
  if (!showsColors(job.intent)) return { colors: {}, image: release(opened) }
  const { analysis, image } = await analyzeOpened(opened, { trim: undefined, preview: true }, job)
  const { preview } = analysis
  return {
    colors: preview ? { dominant: dominantColor(preview), thumbhash: thumbhash(preview) } : {},
    image,
  }
}

const isShown = ([name, value]: readonly [string, unknown]) =>
  value === undefined || value === false || HARMLESS.has(name) || !CHANGING.has(groupOf(name) ?? '')

const showsColors = (intent: TransformOptions) => Object.entries(intent).every(isShown)

const showsAll = (intent: TransformOptions) => showsColors(intent) && intent.redact === undefined

/**
 * Describes the gain map. Reads the original once more if it may have a gain map, unless the file
 * is too long to be searched.
 */
async function gainMapOf(released: Released, job: Job): Promise<object | undefined> {
  const { facts } = released
  if (facts.gainMap === undefined || !maySearch(released, job.limits)) return undefined
  const image = await reopen(withReading(released, 'searched'), job)
  const found = await releaseOnFailure(image, () => gainMapIn(image))
  release(image)
  if (!found) return undefined
  const { components } = found.header
  return { ...turnSize(found.header, turnOf(facts.orientation)), channels: components === 1 ? 1 : 3 }
}

/**
 * Returns the frame count. Reads the whole original once more if the header does not give the
 * count.
 */
async function framesOf({ facts }: Released, job: Job): Promise<number> {
  if (facts.frames !== undefined) return facts.frames
  const input = byteSource(await job.reopen(), job.limits.bytes)
  try {
    return await countFrames(facts.format, input.chunks())
  } finally {
    input.cancel()
  }
}
