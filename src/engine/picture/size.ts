/** Width and height of a picture in pixels, or of a plane in samples. */
export interface Size {
  readonly width: number
  readonly height: number
}

export interface Box extends Size {
  readonly x: number
  readonly y: number
}
