import { markFailure } from '../../edge/source/overlay.ts'
import type { Source } from '../../edge/source/source.ts'
import type { Size } from '../picture/size.ts'
import type { Overlay } from './overlay.ts'

/** Validators and freshness that a source gave for a file of an overlay. */
export interface FileFacts extends Pick<Source, 'etag' | 'modified' | 'maxAge'> {
  /** Unix time in seconds at which the source was asked. */
  readonly since: number
}

/** One overlay of a request, with its files open. */
export interface Layer {
  /**
   * Files of the overlay: its picture, or the fonts of its text, in the order of
   * `RequestedOverlay.files`.
   */
  readonly files: readonly FileFacts[]
  /**
   * Returns the picture of the overlay for an output. The picture of a text depends on the size of
   * the output.
   * @throws Failure whose detail names the parameter
   */
  open(output: Size): Promise<Pick<Overlay, 'size' | 'memory' | 'render'>>
  /** Cancels the streams of the overlay's files. */
  cancel(): void
}

/**
 * Makes a layer of a picture.
 * @param parameter name of the parameter that requests the picture, such as `ol2url`
 */
export function pictureLayer(picture: Overlay & FileFacts, parameter: string): Layer {
  const { size, memory, cancel } = picture
  const render: Overlay['render'] = (wanted) => markFailure(parameter, () => picture.render(wanted))
  return { files: [picture], open: async () => ({ size, memory, render }), cancel }
}
