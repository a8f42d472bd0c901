import { DEFAULT_QUALITY } from '../../../src/engine/options/default-quality.ts'
import { OPTIONS } from '../../../src/signing/url/options.ts'
import { appliedAs, encodedAs } from '../stage/derived-targets.ts'
import { change, formatTarget } from '../target-text.ts'

type Lossy = keyof typeof DEFAULT_QUALITY

interface Encoder {
  readonly label: string
  readonly format: 'png' | Lossy
  /** Parameter that turns on the format's lossless mode. */
  readonly mode?: 'lossless' | 'nearlossless'
}

const isLossy = (encoder: Encoder): encoder is Encoder & { readonly format: Lossy } =>
  encoder.format !== 'png' && encoder.mode === undefined

/** Encoders that make a side in the comparison. */
const ENCODERS = {
  png: { label: 'PNG, lossless', format: 'png' },
  'jxl-lossless': { label: 'JPEG XL, lossless', format: 'jxl', mode: 'lossless' },
  'webp-lossless': { label: 'WebP, lossless', format: 'webp', mode: 'lossless' },
  'webp-nearlossless': { label: 'WebP, near lossless', format: 'webp', mode: 'nearlossless' },
  jpeg: { label: 'JPEG', format: 'jpeg' },
  webp: { label: 'WebP', format: 'webp' },
  avif: { label: 'AVIF', format: 'avif' },
  jxl: { label: 'JPEG XL', format: 'jxl' },
} as const satisfies Record<string, Encoder>

export type EncoderName = keyof typeof ENCODERS

/** Encoding for one side in the comparison. `original` is the source file. */
export interface Side {
  readonly encoder: EncoderName | 'original'
  /** Quality for a lossy encoder. Other encoders ignore it. */
  readonly quality: number
}

const encoderOf = ({ encoder }: Side): Encoder | undefined =>
  encoder === 'original' ? undefined : ENCODERS[encoder]

const names = Object.keys(ENCODERS).filter((name): name is EncoderName => Object.hasOwn(ENCODERS, name))

/** Names and labels of the choices for a side. */
export const CHOICES: readonly (readonly [name: Side['encoder'], label: string])[] = [
  ['original', 'Original'],
  ...names.map((name) => [name, ENCODERS[name].label] as const),
]

/** Returns `true` if a side's quality has an effect. */
export function hasQuality(side: Side): boolean {
  const encoder = encoderOf(side)
  return encoder !== undefined && isLossy(encoder)
}

/**
 * Returns the words for a side.
 * @example describe({ encoder: 'avif', quality: 64 }) // 'AVIF 64'
 */
export function describe(side: Side): string {
  const label = encoderOf(side)?.label ?? 'Original'
  return hasQuality(side) ? `${label} ${side.quality}` : label
}

/** Returns the parameter changes that encode a target as a side. The original has none. */
export function changesOf(side: Side): Readonly<Record<string, string | undefined>> | undefined {
  const encoder = encoderOf(side)
  if (!encoder) return undefined
  const changes = encodedAs(encoder.format, isLossy(encoder) ? side.quality : undefined)
  return encoder.mode === undefined ? changes : { ...changes, [encoder.mode]: '1' }
}

/**
 * Returns the parameter changes that apply a side to the target. They omit a default quality. The
 * original has none.
 */
export function settingsOf(side: Side, given: ReadonlyMap<string, string>): ReturnType<typeof changesOf> {
  const encoder = encoderOf(side)
  if (!encoder || !isLossy(encoder)) return changesOf(side)
  return appliedAs(encoder.format, side.quality, given)
}

/** Returns `true` if the parameters request all frames of an animation. */
export const isAnimated = (parameters: ReadonlyMap<string, string>): boolean =>
  parameters.get('animate') === '1'

/** Returns `true` if an encoder can make the target. Only WebP keeps an animation's frames. */
export const isPossible = (name: Side['encoder'], parameters: ReadonlyMap<string, string>): boolean =>
  name === 'original' || !isAnimated(parameters) || ENCODERS[name].format === 'webp'

/** Returns the target that makes a side's file. */
export function targetOf(path: string, parameters: ReadonlyMap<string, string>, side: Side): string {
  const changes = changesOf(side)
  return formatTarget(path, changes ? change(parameters, changes) : new Map([['original', '1']]))
}

const isDefault = (name: EncoderName): name is Lossy => Object.hasOwn(DEFAULT_QUALITY, name)

/** Returns an encoder's default quality, or the middle of the scale if it has none. */
function defaultQuality(name: Side['encoder']): number {
  return name !== 'original' && isDefault(name) ? DEFAULT_QUALITY[name] : 50
}

/**
 * Returns a side with another encoder. A lossy encoder starts with its default quality, because the
 * same number means another quality in each format.
 */
export const withEncoder = (encoder: Side['encoder']): Side => ({ encoder, quality: defaultQuality(encoder) })

/** Returns the lossless mode in which the parameters encode a format. */
function modeOf(format: Encoder['format'], parameters: ReadonlyMap<string, string>): Encoder['mode'] {
  const modes = { webp: ['lossless', 'nearlossless'], jxl: ['lossless'] } as const
  const possible = format === 'webp' || format === 'jxl' ? modes[format] : []
  return possible.find((name) => parameters.get(name) === '1')
}

/** Returns the side whose file the parameters request. Returns `undefined` if no side does. */
export function sideOf(parameters: ReadonlyMap<string, string>): Side | undefined {
  const encoder = names.find((name) => {
    const { format, mode: own }: Encoder = ENCODERS[name]
    return format === parameters.get('format') && own === modeOf(format, parameters)
  })
  if (!encoder) return undefined
  return { encoder, quality: qualityOf(parameters) ?? defaultQuality(encoder) }
}

const qualityOf = (parameters: ReadonlyMap<string, string>): number | undefined =>
  OPTIONS.quality.parse(parameters.get('quality') ?? '')

/** Returns `true` if two sides have the same file. */
export const isSame = (a: Side, b: Side): boolean =>
  a.encoder === b.encoder && (!hasQuality(a) || a.quality === b.quality)

/** WebP quality beside the default quality. */
const OTHER_QUALITY = 50

/**
 * Returns the sides with which the comparison starts: the chosen encoding, and AVIF. The right side
 * is WebP if AVIF is chosen, or if the target is an animation.
 */
export function firstSides(parameters: ReadonlyMap<string, string>): readonly [Side, Side] {
  const usual = withEncoder(isAnimated(parameters) ? 'webp' : 'jpeg')
  const left = sideOf(parameters) ?? { ...usual, quality: qualityOf(parameters) ?? usual.quality }
  const right = withEncoder(left.encoder !== 'avif' && isPossible('avif', parameters) ? 'avif' : 'webp')
  return [left, isSame(left, right) ? { ...right, quality: OTHER_QUALITY } : right]
}
