import { LAYER_PREFIXES } from '../../engine/options/layers.ts'
import type { TableOptions } from '../../engine/options/options.ts'
import { readable, shown } from '../engine/plain.ts'
import type { Input } from '../engine/public.ts'
import type { Draft } from './draft.ts'
import { ownOptions, refuse } from './refuse.ts'
import { readPosition } from './resize.ts'

type Blend = NonNullable<TableOptions['olblend']>

/** A picture that is drawn on top, in its own size. */
export interface OverlayOptions {
  /** Picture to draw. It is used up, like the chain's input, if it can be read once. */
  readonly input: Input
  /** A side or corner such as `southeast`. Default: the centre. */
  readonly gravity?: string | number | undefined
  /** Distance from the left edge in pixels, together with `top`. */
  readonly left?: number | undefined
  /** Distance from the top edge in pixels, together with `left`. */
  readonly top?: number | undefined
  /** Way in which the colors are mixed with the colors below. Default: `over`. */
  readonly blend?: 'over' | Exclude<Blend, 'normal'> | undefined
}

const OPTIONS: readonly (keyof OverlayOptions)[] = ['input', 'gravity', 'left', 'top', 'blend']

const ADVICE = {
  animated: 'a still of the overlay is drawn: leave it out',
  autoOrient: 'overlays are always upright: leave it out',
  density: 'an SVG has its own size: leave it out',
  failOn: 'the engine refuses damaged pictures: leave it out',
  limitInputPixels: 'an overlay may have 16 megapixels: leave it out',
  premultiplied: 'pass a picture that is not premultiplied',
  raw: 'pass a PNG',
  tile: 'use olrepeat of the engine',
}

const BLENDS: ReadonlyMap<string, Blend> = new Map([
  ['over', 'normal'],
  ['multiply', 'multiply'],
  ['screen', 'screen'],
  ['overlay', 'overlay'],
  ['soft-light', 'soft-light'],
  ['difference', 'difference'],
])

function blendOf(name: string): Blend {
  const known = [...BLENDS.keys()].join(', ')
  return BLENDS.get(name) ?? refuse(`composite({ blend: '${shown(name)}' }) is not supported: use ${known}`)
}

function layerOf(overlay: OverlayOptions, prefix: string, address: string): object {
  const { gravity = 'centre', left, top, blend = 'over' } = overlay
  if ((left === undefined) !== (top === undefined)) refuse('composite() needs both left and top, or none')
  return {
    [`${prefix}url`]: address,
    [`${prefix}padding`]: 0,
    [`${prefix}blend`]: blendOf(blend),
    ...(left === undefined
      ? { [`${prefix}align`]: readPosition('composite', gravity) }
      : { [`${prefix}x`]: left, [`${prefix}y`]: top }),
  }
}

/** Adds the pictures from `composite` to a draft. They replace those from an earlier call. */
export function addComposite(draft: Draft, overlays: readonly OverlayOptions[]): void {
  if (!readable('the argument of composite()', () => Array.isArray(overlays)))
    refuse('composite() needs a list of pictures')
  if (overlays.length > LAYER_PREFIXES.length)
    refuse(`composite() takes at most ${LAYER_PREFIXES.length} pictures: use two chains`)
  const own = overlays.map((overlay) => ownOptions('composite', overlay, OPTIONS, ADVICE))
  const layers = own.map((overlay, index) => layerOf(overlay, LAYER_PREFIXES[index] ?? '', `/${index + 1}`))
  const others = Object.entries(draft.options).filter(([name]) => !name.startsWith('ol'))
  draft.options = Object.assign(Object.fromEntries(others), ...layers)
  draft.overlays = new Map(own.map(({ input }, index) => [`/${index + 1}`, input]))
}
