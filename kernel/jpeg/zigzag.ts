/**
 * Determines which block coefficients a scale needs, and the positions at which they are stored.
 */
import { alloc } from '../heap'
import { naturalIndex } from '../natural-order'

/** Byte offset in a scratch block at which dropped coefficients are written. */
export const DROPPED: u8 = 128
/** Length in bytes of a scratch block, which includes the room for dropped coefficients. */
export const SCRATCH: usize = 144

/** A scale and the coefficients that it keeps in each block. */
@unmanaged
export class Scale {
  /** Bit map of the kept coefficients: one bit for each zigzag index. */
  kept: u64
  /**
   * Samples along each side of a block, which equals the scale in eighths. The block keeps as many
   * coefficients along each side.
   */
  side: i32
  /** Highest zigzag index that has a kept coefficient. */
  lastKept: i32
  /**
   * Address of a u8 table. For each zigzag index from 0 to 255, it has the coefficient's byte
   * offset in a row-major block with `side` × `side` coefficients, or `DROPPED`. Indices above 63
   * occur after an end of block or in corrupt data.
   */
  places: usize
}

/** Scale at which the components with the most samples are decoded. */
export let denseScale: Scale = changetype<Scale>(0)
/** Scale at which the subsampled components are decoded. */
export let sparseScale: Scale = changetype<Scale>(0)

// Copies of the current scale's fields. Without the copies, the loops over coefficients would load
// the fields from the record each time.
let current: Scale = changetype<Scale>(0)
export let side: i32 = 0
export let lastKept: i32 = 0
export let kept: u64 = 0
export let places: usize = 0

/**
 * Prepares the two scales at which an image's components are decoded.
 * @param dense scale for the components with the most samples, in eighths
 * @param sparse scale for the subsampled components, in eighths
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

/** Selects the scale at which the following blocks are decoded. */
export function useScale(scale: Scale): void {
  if (scale === current) return
  current = scale
  side = scale.side
  lastKept = scale.lastKept
  kept = scale.kept
  places = scale.places
}

/**
 * Changes the coefficient order in full-scale blocks from rows to zigzag, for progressive images.
 */
export function keepZigzag(): void {
  keepInOrder(denseScale)
  keepInOrder(sparseScale)
}

function keepInOrder(scale: Scale): void {
  if (scale.side < 8) return
  for (let k = 0; k < 64; k++) store<u8>(scale.places + k, k * 2)
}

/**
 * Returns the length in bytes of a kept block in a progressive image. Between 1/8 and full scale,
 * it includes the block's nonzero map.
 */
export function blockBytes(eighths: i32): usize {
  if (eighths === 8) return 128
  return eighths === 1 ? 2 : eighths * eighths * 2 + 8
}
