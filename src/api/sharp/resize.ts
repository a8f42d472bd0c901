import type { TableOptions } from '../../engine/options/options.ts'
import { bare } from '../../engine/options/own.ts'
import { shown } from '../engine/plain.ts'
import type { Position } from './before-turn.ts'
import { BLACK, readColor, type SharpColor } from './color.ts'
import type { Draft } from './draft.ts'
import { ownOptions, refuse } from './refuse.ts'

/** Options for `resize`, with sharp's names and meanings. */
export interface ResizeOptions {
  /** Width in pixels, from 1 to 10,000. Alone it keeps the aspect ratio. */
  readonly width?: number | undefined
  /** Height in pixels, from 1 to 10,000. Alone it keeps the aspect ratio. */
  readonly height?: number | undefined
  /**
   * Way in which the picture fits into width × height: `cover` cuts it, `contain` adds a
   * background, `fill` distorts it, `inside` and `outside` keep its shape. Default: `cover`.
   */
  readonly fit?: 'cover' | 'contain' | 'fill' | 'inside' | 'outside' | undefined
  /**
   * A side or corner such as `top` or `right bottom`, a direction such as `north`, or `attention`.
   * Default: the centre.
   */
  readonly position?: string | number | undefined
  /** Color behind the picture with `contain`. Default: black. */
  readonly background?: SharpColor | undefined
  /** Resampling filter. Default: `lanczos3`. */
  readonly kernel?: 'linear' | 'cubic' | 'mitchell' | 'lanczos3' | 'mks2021' | undefined
  /** `true` never enlarges the picture. Default: `false`. */
  readonly withoutEnlargement?: boolean | undefined
  /** Accepted and ignored: it only changes speed. */
  readonly fastShrinkOnLoad?: boolean | undefined
}

/** Positions by the names and numbers in sharp's `gravity` and `position`. */
const POSITIONS: ReadonlyMap<string, Position> = new Map([
  ['0', 'center'],
  ['center', 'center'],
  ['centre', 'center'],
  ['1', 'top'],
  ['north', 'top'],
  ['top', 'top'],
  ['2', 'right'],
  ['east', 'right'],
  ['right', 'right'],
  ['3', 'bottom'],
  ['south', 'bottom'],
  ['bottom', 'bottom'],
  ['4', 'left'],
  ['west', 'left'],
  ['left', 'left'],
  ['5', 'topright'],
  ['northeast', 'topright'],
  ['right top', 'topright'],
  ['6', 'bottomright'],
  ['southeast', 'bottomright'],
  ['right bottom', 'bottomright'],
  ['7', 'bottomleft'],
  ['southwest', 'bottomleft'],
  ['left bottom', 'bottomleft'],
  ['8', 'topleft'],
  ['northwest', 'topleft'],
  ['left top', 'topleft'],
])

/** Number and name of sharp's strategy that finds the most interesting part. */
const ATTENTION: readonly string[] = ['17', 'attention']

const FILTERS: ReadonlyMap<string, NonNullable<TableOptions['filter']>> = new Map([
  ['linear', 'triangle'],
  ['cubic', 'catrom'],
  ['mitchell', 'mitchell'],
  ['lanczos3', 'lanczos3'],
  ['mks2021', 'magic'],
])

/** Reads a gravity or position in sharp's notation. */
export const readPosition = (method: string, position: string | number): Position =>
  POSITIONS.get(shown(position)) ?? refuse(`${method}(): unknown position ${shown(position)}`)

const OPTIONS: readonly (keyof ResizeOptions)[] = [
  'width',
  'height',
  'fit',
  'position',
  'background',
  'kernel',
  'withoutEnlargement',
  'fastShrinkOnLoad',
]

const ADVICE = { withoutReduction: 'compare the sizes with metadata() first' }

function filterOf(kernel: string): NonNullable<TableOptions['filter']> {
  const known = [...FILTERS.keys()].join(', ')
  return (
    FILTERS.get(kernel) ?? refuse(`resize({ kernel: '${shown(kernel)}' }) is not supported: use ${known}`)
  )
}

/** Sharp's constants for the `resize` options that the chain has. */
export const CONSTANTS = {
  fit: { cover: 'cover', contain: 'contain', fill: 'fill', inside: 'inside', outside: 'outside' },
  kernel: {
    linear: 'linear',
    cubic: 'cubic',
    mitchell: 'mitchell',
    lanczos3: 'lanczos3',
    mks2021: 'mks2021',
  },
  strategy: { attention: 17 },
  gravity: {
    center: 0,
    centre: 0,
    north: 1,
    east: 2,
    south: 3,
    west: 4,
    northeast: 5,
    southeast: 6,
    southwest: 7,
    northwest: 8,
  },
  position: {
    top: 1,
    right: 2,
    bottom: 3,
    left: 4,
    'right top': 5,
    'right bottom': 6,
    'left bottom': 7,
    'left top': 8,
  },
} as const

/** Returns the fit for a resize to one side, if sharp keeps the picture's other side. */
function oneSidedOf({ fit, withoutEnlargement }: ResizeOptions): Draft['oneSided'] {
  if (fit === 'fill') return fit
  return fit === 'contain' && withoutEnlargement ? fit : undefined
}

/**
 * Adds a `resize` call to a draft. It replaces an earlier call.
 * @param given arguments of the call. Later ones win
 */
export function addResize(draft: Draft, ...given: readonly ResizeOptions[]): void {
  const options = bare(...given.map((each) => ownOptions('resize', each, OPTIONS, ADVICE)))
  const { width, height, fit = 'cover', position = 'center', background, kernel } = options
  if (typeof fit !== 'string' || !Object.hasOwn(CONSTANTS.fit, fit))
    refuse(`resize({ fit }) must be one of ${Object.keys(CONSTANTS.fit).join(', ')}, got ${shown(fit)}`)
  const place = shown(position)
  const isSmart = ATTENTION.includes(place)
  if (place === 'entropy' || place === '16')
    refuse("resize({ position: 'entropy' }) is not supported: use 'attention'")
  if (isSmart && draft.options.crop !== undefined)
    refuse("extract() with resize({ position: 'attention' }) is not supported: use two chains")
  const isBoxed = width !== undefined && height !== undefined
  const oneSided = isBoxed || (width ?? height) === undefined ? undefined : oneSidedOf(options)
  const { crop } = draft.options
  draft.options = {
    ...draft.options,
    crop: isSmart && isBoxed && fit === 'cover' ? 'smart' : crop === 'smart' ? undefined : crop,
    width,
    height,
    fit: isBoxed ? fit : undefined,
    filter: kernel === undefined ? undefined : filterOf(kernel),
    enlarge: options.withoutEnlargement ? false : undefined,
  }
  draft.position = isSmart ? 'center' : readPosition('resize', position)
  draft.oneSided = oneSided
  draft.turnsFirst ||= draft.angle !== 0 && (width ?? height) !== undefined
  const backgrounds = new Map(draft.backgrounds)
  backgrounds.delete('resize')
  if (fit === 'contain' && (isBoxed || oneSided))
    backgrounds.set('resize', background === undefined ? BLACK : readColor('resize', background))
  draft.backgrounds = backgrounds
}
