import type { Layer } from '../../engine/overlay/layer.ts'
import type { Overlay } from '../../engine/overlay/overlay.ts'
import { withParameter } from '../source/overlay.ts'
import type { Source } from '../source/source.ts'

/** Freshness and validators that the source of an overlay's file sent. */
export type FileValidators = Pick<Source, 'etag' | 'modified' | 'maxAge'>

/** Validators of an overlay's file, with the time at which the source was asked. */
export interface FileFacts extends FileValidators {
  /** Unix time of the request in seconds. */
  readonly since: number
}

/** One overlay of a request, with its files open. */
export interface SourcedLayer extends Layer {
  /**
   * Facts of its picture, or of the fonts of its text, in the order of `RequestedOverlay.files`.
   */
  readonly files: readonly FileFacts[]
}

/**
 * Makes a layer of a picture.
 * @param parameter names the picture in a URL, such as `ol2url`
 */
export function pictureLayer(picture: Overlay & FileFacts, parameter: string): SourcedLayer {
  const { size, memory, cancel } = picture
  const render: Overlay['render'] = (wanted) => withParameter(parameter, () => picture.render(wanted))
  return { files: [picture], open: async () => ({ size, memory, render }), cancel }
}
