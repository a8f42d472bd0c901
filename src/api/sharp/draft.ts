import type { Color } from '../../engine/color/color.ts'
import type { TableOptions } from '../../engine/options/options.ts'
import { absent, bare } from '../../engine/options/own.ts'
import type { EngineOptions, Input, ResultInfo } from '../engine/public.ts'
import { marginsBefore, type Position, positionBefore } from './before-turn.ts'
import { refuse } from './refuse.ts'

export type Format = ResultInfo['format']

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] }

/** Options that belong to an output format. */
export type OutputOptions = Pick<
  EngineOptions,
  | 'quality'
  | 'progressive'
  | 'subsampling'
  | 'lossless'
  | 'nearlossless'
  | 'alphaquality'
  | 'compression'
  | 'adaptive'
  | 'colors'
  | 'palette'
  | 'dither'
  | 'effort'
>

/** The chain's calls until now. */
export interface Draft {
  /** Options that do not depend on other calls. */
  options: Mutable<EngineOptions>
  /** Angle of `rotate` in degrees clockwise, from 0 to below 360. */
  angle: number
  /** `true` if the picture is rotated before it is resized. */
  turnsFirst: boolean
  /** Side or corner that `resize` names. It is meant in the mirrored and rotated picture. */
  position: Position
  /**
   * Fit for a `resize` to one side that keeps the picture's other side, whose size is known later.
   */
  oneSided: 'fill' | 'contain' | undefined
  /** Background that a method has set, by the method's name. */
  backgrounds: ReadonlyMap<string, Color>
  /** Margins from `extend`. They refer to the mirrored and rotated picture. */
  margins: TableOptions['extend']
  flattens: boolean
  format: Format | undefined
  output: OutputOptions
  /** Pictures from `composite`, by their addresses. */
  overlays: ReadonlyMap<string, Input>
}

/** Options that calls read, and that are therefore own fields from the start. */
const READ = absent(['width', 'height', 'fit', 'crop', 'flip', 'flop'])

export const emptyDraft = (): Draft => ({
  options: { ...READ },
  angle: 0,
  turnsFirst: false,
  position: 'center',
  oneSided: undefined,
  backgrounds: new Map(),
  margins: undefined,
  flattens: false,
  format: undefined,
  output: bare({}),
  overlays: new Map(),
})

export const isResized = ({ options }: Draft): boolean => (options.width ?? options.height) !== undefined

function assertOrder({ angle, turnsFirst, options, margins, oneSided }: Draft): void {
  if (angle === 0) return
  const { width, height, fit = 'cover' } = options
  const isQuarter = angle % 90 === 0
  if (turnsFirst && options.crop !== undefined && options.crop !== 'smart')
    refuse('extract() with rotate() before resize() is not supported: extract in a first chain')
  if (!isQuarter && turnsFirst)
    refuse(`rotate(${angle}) before resize() is not supported: call rotate() after resize()`)
  if (!isQuarter && margins !== undefined)
    refuse(`extend() with rotate(${angle}) is not supported: extend the result in a second chain`)
  const isBoxed = width !== undefined && height !== undefined && (fit === 'cover' || fit === 'contain')
  if ((isBoxed || oneSided === 'contain') && !turnsFirst && angle % 180 === 90)
    refuse(
      `resize() with fit ${oneSided ?? fit} before rotate(${angle}) is not supported: call rotate() before resize()`,
    )
}

/** Returns the one background that all calls agree on. */
function backgroundOf({ backgrounds }: Draft): Color | undefined {
  const [first, ...others] = backgrounds
  if (!first) return undefined
  const [method, color] = first
  const text = JSON.stringify(color)
  const other = others.find(([, each]) => JSON.stringify(each) !== text)
  if (other) refuse(`${method}() and ${other[0]}() need the same background here: set it, or use two chains`)
  return color
}

/** Sharp's qualities if a call names none. The engine's differ. */
const QUALITY: Readonly<Partial<Record<Format, number>>> = { jpeg: 80, webp: 80, avif: 50 }

function outputOf({ format, output, flattens }: Draft): EngineOptions {
  if (flattens && format !== 'jpeg')
    refuse('flatten() is only supported with jpeg(): call jpeg(), or removeAlpha()')
  if (format === undefined) return {}
  const quality = QUALITY[format]
  return { format, ...(quality !== undefined && { quality }), ...output }
}

/**
 * Returns the engine's options for a chain's calls.
 * @throws Failure bad-parameter: calls that the engine cannot combine
 */
export function optionsOf(draft: Draft): EngineOptions {
  assertOrder(draft)
  const { options, angle, turnsFirst, margins, position, oneSided } = draft
  const { width, height, flip, flop } = options
  const turning = { angle, flip: flip === true, flop: flop === true }
  const bg = backgroundOf(draft)
  return {
    ...options,
    ...(turnsFirst && angle % 180 === 90 && { width: height, height: width }),
    ...(((width !== undefined && height !== undefined) || oneSided === 'contain') && {
      position: positionBefore(position, turning),
    }),
    ...(margins && { extend: marginsBefore(margins, turning) }),
    ...(angle !== 0 && { rotate: angle }),
    ...(bg && { bg }),
    ...outputOf(draft),
  }
}
