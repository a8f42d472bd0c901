/** Width and height of a picture in pixels, or of a plane in samples. */
export interface Size {
  readonly width: number
  readonly height: number
}

export interface Box extends Size {
  readonly x: number
  readonly y: number
}

export const areaOf = ({ width, height }: Size): number => width * height

export const isSameSize = (a: Size, b: Size): boolean => a.width === b.width && a.height === b.height
