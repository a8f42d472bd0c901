/** Width and height: a picture's in pixels, or a plane's in samples. */
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

/** Returns the largest size that the limits allow, with about the same shape. */
export function largestWithin(
  { width, height }: Size,
  { side, pixels }: { readonly side: number; readonly pixels: number },
): Size {
  const scale = Math.min(side / Math.max(width, height), Math.sqrt(pixels / (width * height)))
  const scaled = (length: number) => Math.max(1, Math.floor(length * scale))
  return { width: scaled(width), height: scaled(height) }
}
