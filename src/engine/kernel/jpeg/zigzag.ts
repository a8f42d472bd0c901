/** Determines which coefficients a scale needs, and their places in a block. */
import { alloc } from '../heap'
import { naturalIndex } from '../natural-order'

/** Byte offset of the place for dropped coefficients in a scratch block. */
export const DROPPED: u8 = 128
/** Byte length of a scratch block, which includes the place for dropped coefficients. */
export const SCRATCH: usize = 144

/** The coefficients that a component keeps at its scale. */
@unmanaged
export class Scale {
  /** Map of the kept coefficients: one bit for each zigzag index. */
  kept: u64
  /**
   * Number of samples, and of kept coefficients, along each side of a block. It equals the scale in
   * eighths.
   */
  side: i32
  /** Highest zigzag index of a kept coefficient. */
  lastKept: i32
  /**
   * For each index from 0 to 255, the byte offset in a row-major block of `side` × `side`
   * coefficients, or `DROPPED`. Indices above 63 occur after an end of block or in corrupt data.
   */
  places: usize
}

/** Scale of the components that have the most samples. */
export let denseScale: Scale = changetype<Scale>(0)
/** Scale of the subsampled components. */
export let sparseScale: Scale = changetype<Scale>(0)

// Copies of the fields of the scale in use, because the loops over coefficients read them often.
let current: Scale = changetype<Scale>(0)
export let side: i32 = 0
export let lastKept: i32 = 0
export let kept: u64 = 0
export let places: usize = 0

/**
 * Opens the scales of an image.
 * @param dense scale of the components with the most samples, in eighths
 * @param sparse scale of the subsampled components, in eighths
 */
export function openPlaces(dense: i32, sparse: i32): void {
  denseScale = openScale(dense)
  sparseScale = sparse === dense ? denseScale : openScale(sparse)
  current = changetype<Scale>(0)
  if (isDefined(COUNTING)) return
  useScale(denseScale)
}

function openScale(eighths: i32): Scale {
  const scale = changetype<Scale>(alloc(offsetof<Scale>()))
  const places = alloc(256)
  if (isDefined(COUNTING)) return scale
  scale.side = eighths
  scale.places = places
  memory.fill(scale.places, DROPPED, 256)
  scale.kept = 0
  for (let k = 0; k < 64; k++) {
    const row = naturalIndex(k) >> 3
    const column = naturalIndex(k) & 7
    if (row >= eighths || column >= eighths) continue
    store<u8>(scale.places + k, (row * eighths + column) * 2)
    scale.kept |= (<u64>1) << k
    scale.lastKept = k
  }
  return scale
}

/** Selects the scale for the following blocks. */
export function useScale(scale: Scale): void {
  if (scale === current) return
  current = scale
  side = scale.side
  lastKept = scale.lastKept
  kept = scale.kept
  places = scale.places
}

/** Changes the places in full-scale blocks to zigzag order, for progressive images. */
export function keepZigzag(): void {
  keepInOrder(denseScale)
  keepInOrder(sparseScale)
}

function keepInOrder(scale: Scale): void {
  if (scale.side < 8) return
  for (let k = 0; k < 64; k++) store<u8>(scale.places + k, k * 2)
}

/**
 * Returns the byte length of a progressive block. Between 1/8 and full scale, it includes the
 * nonzero map.
 */
export function blockBytes(eighths: i32): usize {
  if (eighths === 8) return 128
  return eighths === 1 ? 2 : eighths * eighths * 2 + 8
}
