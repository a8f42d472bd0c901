import type { Size } from '../picture/size.ts'
import type { Overlay } from './overlay.ts'
import { withParameter } from './parameter.ts'

/** An overlay whose size is known, and which has memory planned before it is drawn. */
export type DrawableOverlay = Pick<Overlay, 'size' | 'memory' | 'on' | 'render' | 'release'>

/** One overlay of a transform: a picture or a text. */
export interface Layer {
  /**
   * Opens the overlay for an output. The picture of a text depends on the output's size.
   * @param asked size of the output that the intent asks for, by default `output`. If it has too
   *   many pixels, `output` is smaller
   * @throws Failure whose detail names the parameter
   */
  open(output: Size, asked?: Size): Promise<DrawableOverlay>
  /** Cancels the streams of the overlay's files. */
  cancel(): void
}

/**
 * Makes the layer that draws an image.
 * @param parameter parameter that names the image, such as `ol2url`
 */
export function overlayLayer(overlay: Overlay, parameter: string): Layer {
  const { size, memory, on, release, cancel } = overlay
  const render: Overlay['render'] = (wanted, seat) =>
    withParameter(parameter, () => overlay.render(wanted, seat))
  return { open: async () => ({ size, memory, on, render, release }), cancel }
}
