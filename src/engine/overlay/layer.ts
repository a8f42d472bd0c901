import type { FileOption } from '../options/layers.ts'
import type { Size } from '../picture/size.ts'
import type { Overlay } from './overlay.ts'
import { withOption } from './with-option.ts'

/** An overlay with a known size and with memory planned for it, before it is drawn. */
export type DrawableOverlay = Pick<Overlay, 'size' | 'memory' | 'on' | 'render' | 'release'>

/** One overlay in a transform: a picture or a text. */
export interface Layer {
  /**
   * Opens the overlay for an output. A text's picture depends on the output's size.
   * @param asked output size that the intent asks for, by default `output`. If it has too many
   *   pixels, `output` is smaller
   * @throws Failure whose detail names the overlay's option
   */
  open(output: Size, asked?: Size): Promise<DrawableOverlay>
  /** Cancels the streams that read the overlay's files. */
  cancel(): void
}

/**
 * Makes the layer that draws an image.
 * @param option option that names the image, such as `ol2url`
 */
export function overlayLayer(overlay: Overlay, option: FileOption): Layer {
  const { size, memory, on, release, cancel } = overlay
  const render: Overlay['render'] = (wanted, seat) => withOption(option, () => overlay.render(wanted, seat))
  return { open: async () => ({ size, memory, on, render, release }), cancel }
}
