import type { EncodeSettings } from '../formats/codec.ts'
import { encoders } from '../formats/codecs.ts'
import type { Header } from '../formats/header.ts'
import { plannedLayout } from '../formats/layout.ts'
import type { PlannedStep } from '../ops/operations.ts'
import type { PlannedYcc } from '../ops/ycc.ts'
import type { Turn } from '../picture/orientation.ts'
import { becomesRgba } from '../rows/resample.ts'
import type { Plan } from './plan.ts'

/**
 * Result from `planesOf`. `planar` is `true` if the encoder gets planes. `halved` is `true` if the
 * chroma planes are resampled to half the width and height. `steps` are the steps that remain.
 */
interface Planes extends Pick<Plan, 'planar' | 'steps'> {
  readonly halved: boolean
}

type Composed = Pick<Plan, 'steps' | 'overlays' | 'background' | 'mark' | 'format' | 'settings'>

/**
 * Returns the chroma of the original's planes if the encoder takes them. No encoder supports CMYK
 * or RGB planes.
 */
function takenPlanes({ components, rgb = false }: Header, picture: Composed) {
  const { format, settings, overlays, background, mark } = picture
  if (components === 4 || rgb || overlays.length > 0 || background || mark) return undefined
  return encoders[format].planes?.(settings)
}

/**
 * Returns the arguments for a single step `ycc` that replaces all `steps`: conversion and turn.
 * Returns `undefined` if another step moves or mixes pixels.
 */
function yccOf(steps: readonly PlannedStep[]): Pick<PlannedYcc, 'conversion' | 'turn'> | undefined {
  let turn: Turn = { swap: false, mirrorX: false, mirrorY: false }
  let conversion: PlannedYcc['conversion']
  for (const { op, args } of steps) {
    if (op === 'turn') turn = args
    else if (op === 'convert') conversion = args
    else return undefined
  }
  return { conversion, turn }
}

/**
 * Decides if a picture stays in YCbCr planes from the decoder to the encoder. Pure.
 * @param isEnlarged `true` if chroma is enlarged to full size before all other work, as decoders
 *   for formats other than JPEG do
 * @param isHalved `true` if an encoder that takes full-size chroma gets it halved
 */
export function planesOf(header: Header, picture: Composed, isEnlarged: boolean, isHalved = false): Planes {
  const { steps } = picture
  const asRgba = { steps, planar: false, halved: false }
  const chroma = takenPlanes(header, picture)
  if (!chroma) return asRgba
  const halved = chroma === 'halved' || isHalved
  const { matrix = 'bt601' } = header
  if (matrix === 'bt601' && steps.every(({ op }) => op === 'turn')) return { steps, planar: true, halved }
  const layout = plannedLayout(header)
  const changed = yccOf(steps)
  if (!changed || isEnlarged || (layout !== 'ycc' && layout !== 'gray')) return asRgba
  const args = { ...changed, halved, gray: layout === 'gray' }
  return { steps: [{ op: 'ycc', args }], planar: true, halved: false }
}

/** Returns `true` if the encoder gets planes: `planar`, and the picture is not stored as RGBA. */
export const getsPlanes = (header: Header, { planar, resize }: Pick<Plan, 'planar' | 'resize'>): boolean =>
  planar && !becomesRgba(plannedLayout(header), resize)

/**
 * Returns the settings for a picture. Planes keep chroma at half the width and height, so `auto`
 * remains only for RGBA, whose chroma the encoder examines.
 */
export const withSubsampling = <Settings extends Pick<EncodeSettings, 'subsampling'>>(
  settings: Settings,
  isPlanar: boolean,
): Settings => (isPlanar && settings.subsampling === 'auto' ? { ...settings, subsampling: '420' } : settings)
