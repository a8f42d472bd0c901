import type { Header } from '../formats/header.ts'
import { halvesChroma } from '../formats/jpeg/encoder.ts'
import { plannedLayout } from '../formats/layout.ts'
import type { Step } from '../ops/operations.ts'
import type { Ycc } from '../ops/ycc.ts'
import type { Turn } from '../picture/orientation.ts'
import type { Plan } from './plan.ts'

/**
 * Result of `planesOf`. `planar` is `true` if the JPEG encoder gets planes. `halved` is `true` if
 * the chroma planes are resampled to half the width and height. `steps` are the steps that remain.
 */
interface Planes extends Pick<Plan, 'planar' | 'steps'> {
  readonly halved: boolean
}

type Composed = Pick<Plan, 'steps' | 'overlays' | 'background' | 'mark' | 'format' | 'settings'>

/**
 * `true` if the JPEG encoder takes the planes of the original. It supports neither CMYK nor RGB
 * planes.
 */
function takesPlanes({ components, rgb = false }: Header, picture: Composed): boolean {
  const { format, settings, overlays, background, mark } = picture
  const taken = format === 'jpeg' && !settings.progressive && components !== 4 && !rgb
  return taken && overlays.length === 0 && !background && !mark
}

/**
 * Returns the arguments of a single step `ycc` that replaces all of `steps`: their conversion and
 * their turn. Returns `undefined` if another step moves or mixes pixels.
 */
function yccOf(steps: readonly Step[]): Pick<Ycc, 'conversion' | 'turn'> | undefined {
  let turn: Turn = { swap: false, mirrorX: false, mirrorY: false }
  let conversion: Ycc['conversion']
  for (const { op, args } of steps) {
    if (op === 'turn') turn = args
    else if (op === 'convert') conversion = args
    else return undefined
  }
  return { conversion, turn }
}

/**
 * Decides if a picture stays in YCbCr planes from the decoder to the JPEG encoder. Pure.
 * @param isEnlarged `true` if chroma is enlarged to full size before all other work, as the
 *   decoders of formats other than JPEG do
 */
export function planesOf(header: Header, picture: Composed, isEnlarged: boolean): Planes {
  const { steps, settings } = picture
  const asRgba = { steps, planar: false, halved: false }
  const halved = halvesChroma(settings)
  if (!takesPlanes(header, picture)) return asRgba
  const { matrix = 'bt601' } = header
  if (matrix === 'bt601' && steps.every(({ op }) => op === 'turn')) return { steps, planar: true, halved }
  const layout = plannedLayout(header)
  const changed = yccOf(steps)
  if (!changed || isEnlarged || (layout !== 'ycc' && layout !== 'gray')) return asRgba
  const args = { ...changed, halved, gray: layout === 'gray' }
  return { steps: [{ op: 'ycc', args }], planar: true, halved: false }
}
