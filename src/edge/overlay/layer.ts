import type { FileOption } from '../../engine/options/layers.ts'
import { type Layer, overlayLayer } from '../../engine/overlay/layer.ts'
import type { Overlay } from '../../engine/overlay/overlay.ts'
import type { Source } from '../source/source.ts'

/** Validators and lifetime that a source sends with the file of an overlay. */
export type FileValidators = Pick<Source, 'etag' | 'modified' | 'maxAge'>

/** Validators of an overlay's file, with the time at which the source was asked. */
export interface FileFacts extends FileValidators {
  /** Unix time in seconds at which the source was asked. */
  readonly since: number
}

/** Overlay in a request, with its files' validators. */
export interface SourcedLayer extends Layer {
  /**
   * Validators of the overlay's image, or of its text's fonts, in the order of
   * `RequestedOverlay.files`.
   */
  readonly files: readonly FileFacts[]
}

/**
 * Makes the layer that draws an image overlay.
 * @param parameter parameter that names the image in the URL, such as `ol2url`
 */
export function pictureLayer(picture: Overlay & FileFacts, parameter: FileOption): SourcedLayer {
  return { ...overlayLayer(picture, parameter), files: [picture] }
}
