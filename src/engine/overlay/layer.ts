import { markFailure } from '../../edge/source/overlay.ts'
import type { Source } from '../../edge/source/source.ts'
import type { Size } from '../picture/size.ts'
import type { Overlay } from './overlay.ts'

/** What the source of a file of an overlay said. */
export interface FileFacts extends Pick<Source, 'etag' | 'modified' | 'maxAge'> {
  /** Seconds: when the source was asked. */
  readonly since: number
}

/** One overlay of a request, with its files open. */
export interface Layer {
  /** Its picture, or the fonts of its text, in the order of `RequestedOverlay.files`. */
  readonly files: readonly FileFacts[]
  /**
   * Its picture for an output. That of a text depends on the output's size.
   * @throws Failure whose detail names the parameter
   */
  open(output: Size): Promise<Pick<Overlay, 'size' | 'memory' | 'render'>>
  /** Cancels the sources of its files. */
  cancel(): void
}

/**
 * A picture as a layer.
 * @param parameter that names it, such as `ol2url`
 */
export function pictureLayer(picture: Overlay & FileFacts, parameter: string): Layer {
  const { size, memory, cancel } = picture
  const render: Overlay['render'] = (wanted) => markFailure(parameter, () => picture.render(wanted))
  return { files: [picture], open: async () => ({ size, memory, render }), cancel }
}
