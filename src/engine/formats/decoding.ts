import type { CropBox } from '../picture/crop-box.ts'

/** Further arguments of a decode. */
export interface Decoding {
  /**
   * Aborts the decoding of the frames before a requested page. It is checked at each pause that the
   * decoding makes for other requests.
   */
  readonly signal?: AbortSignal | undefined
  /**
   * Part of the picture that is used. A decoder that enlarges chroma itself enlarges only this
   * part, because the enlarged chroma next to its edges would show pixels outside.
   */
  readonly crop?: CropBox | undefined
}
