import { Failure } from '../../errors.ts'

/** Names of sharp's calls, by the engine option that a failure may name first. */
const CALLS: ReadonlyMap<string, string> = new Map([
  ['adaptive', 'png({ adaptiveFiltering })'],
  ['alphaquality', 'webp({ alphaQuality })'],
  ['animate', 'animated'],
  ['bg', 'background'],
  ['blur', 'blur(sigma)'],
  ['brightness', 'modulate({ brightness })'],
  ['colors', 'png({ colours })'],
  ['compression', 'png({ compressionLevel })'],
  ['crop', 'extract()'],
  ['dither', 'png({ dither })'],
  ['effort', 'effort or mozjpeg'],
  ['enlarge', 'resize({ withoutEnlargement })'],
  ['extend', 'extend()'],
  ['filter', 'resize({ kernel })'],
  ['fit', 'resize({ fit })'],
  ['gamma', 'gamma()'],
  ['hue', 'modulate({ hue })'],
  ['lossless', 'webp({ lossless })'],
  ['nearlossless', 'webp({ nearLossless })'],
  ['normalize', 'normalise()'],
  ['palette', 'png({ palette })'],
  ['progressive', 'jpeg({ progressive })'],
  ['removealpha', 'removeAlpha()'],
  ['rotate', 'rotate()'],
  ['saturation', 'modulate({ saturation })'],
  ['sharpen', 'sharpen({ sigma })'],
  ['subsampling', 'jpeg({ chromaSubsampling })'],
  ['threshold', 'threshold()'],
  ['tint', 'tint()'],
  ['trim', 'trim({ threshold })'],
])

/** Option names in `composite`, by the engine's option without its layer. */
const COMPOSITE: Readonly<Record<string, string>> = {
  align: 'gravity',
  blend: 'blend',
  url: 'input',
  x: 'left',
  y: 'top',
}

const LAYER_OPTION = /\bol([234]?)(align|blend|url|x|y)\b/g

const FIRST_NAME = /^[a-z]+(?= (?:must|needs|has|is)\b|[:=])/

function compositeName(_: string, layer: string, option: string): string {
  return `composite({ ${COMPOSITE[option]} }) of picture ${layer || 1}`
}

/**
 * Returns the failure with sharp's names instead of the engine's. Other errors are returned
 * unchanged.
 */
export function renamed(error: unknown): unknown {
  if (!(error instanceof Failure) || error.detail === undefined) return error
  const { code, reason, retryAfter, source, largest } = error
  const detail = error.detail
    .replace(FIRST_NAME, (name) => CALLS.get(name) ?? name)
    .replace(LAYER_OPTION, compositeName)
    .replace('must be 0 or 1,', 'must be true or false,')
  return detail === error.detail ? error : new Failure(code, detail, reason, { retryAfter, source, largest })
}
