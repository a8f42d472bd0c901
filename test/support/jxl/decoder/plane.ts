/** One channel's samples as numbers. The nominal maximum is 1. */
export interface Plane {
  readonly width: number
  readonly height: number
  readonly data: Float32Array
}

export const makePlane = (width: number, height: number): Plane => ({
  width,
  height,
  data: new Float32Array(width * height),
})

/** Copies a plane's top left part. */
export function cropPlane(plane: Plane, width: number, height: number): Plane {
  if (plane.width === width && plane.height === height) return plane
  const cropped = makePlane(width, height)
  for (let y = 0; y < height; y++) {
    cropped.data.set(plane.data.subarray(y * plane.width, y * plane.width + width), y * width)
  }
  return cropped
}

/** Returns a position within 0 to `length` − 1. Positions outside are mirrored at the border. */
export function mirror(at: number, length: number): number {
  let place = at
  while (place < 0 || place >= length) place = place < 0 ? -place - 1 : 2 * length - 1 - place
  return place
}

/** Turns a plane as an EXIF orientation of 1 to 8 says (ISO/IEC 18181-1:2022, D.3). */
export function orient(plane: Plane, orientation: number): Plane {
  if (orientation === 1) return plane
  const { width, height, data } = plane
  const isTurned = orientation > 4
  const turned = isTurned ? makePlane(height, width) : makePlane(width, height)
  const mirrorsX = [2, 3, 7, 8].includes(orientation)
  const mirrorsY = [3, 4, 6, 7].includes(orientation)
  for (let y = 0; y < turned.height; y++) {
    for (let x = 0; x < turned.width; x++) {
      const [column, row] = isTurned ? [y, x] : [x, y]
      const from = (mirrorsY ? height - 1 - row : row) * width + (mirrorsX ? width - 1 - column : column)
      turned.data[y * turned.width + x] = data[from] as number
    }
  }
  return turned
}
