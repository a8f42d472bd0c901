import { respelled } from '../../engine/options/mention.ts'
import { ownValue } from '../../engine/options/own.ts'
import { Failure, type Mention } from '../../errors.ts'

/** Names of sharp's calls, by the engine option that a failure may mention or name first. */
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

/** Texts for options that sharp sets in another way, by the option. */
const SETTINGS: Readonly<Record<string, (value: unknown) => string>> = {
  effort: (value) => (value === 'best' ? 'the highest effort' : 'a lower effort'),
  format: (value) => `${value}()`,
  // sharp counts pages from 0.
  page: (value) => `page: ${Number(value) - 1}`,
}

function settingText([option, value]: readonly [string, unknown]): string {
  const text = ownValue(SETTINGS, option)
  if (text) return text(value)
  const call = CALLS.get(option) ?? option
  return call.endsWith(' })') ? call.replace(/ \}\)$/, `: ${value} })`) : `${call}: ${value}`
}

/** Returns a mention's text with the names of sharp's calls. */
function callText(mentioned: Mention): string {
  if ('values' in mentioned) return Object.entries(mentioned.values).map(settingText).join(' and ')
  const { option } = mentioned
  return CALLS.get(option) ?? option.replace(LAYER_OPTION, compositeName)
}

/**
 * Returns the failure with sharp's names instead of the engine's. Other errors are returned
 * unchanged.
 */
export function renamed(error: unknown): unknown {
  if (!(error instanceof Failure) || error.detail === undefined) return error
  if (error.parts) return respelled(error, callText)
  const { code, reason, retryAfter, source, largest } = error
  const detail = error.detail
    .replace(FIRST_NAME, (name) => CALLS.get(name) ?? name)
    .replace(LAYER_OPTION, compositeName)
    .replace('must be 0 or 1,', 'must be true or false,')
  return detail === error.detail ? error : new Failure(code, detail, reason, { retryAfter, source, largest })
}
