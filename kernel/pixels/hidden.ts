/**
 * Replaces the colors of transparent pixels, which nobody sees, by colors that a lossy encoder
 * codes in few bits.
 */

/** Side in pixels of the blocks that are examined. */
const SIDE: usize = 8
const COLOR: u32 = 0x00ffffff
/** Color for a transparent block that has no neighbor to the left or above. */
const GRAY: u32 = 0x00808080

const CLEAR: i32 = 0
const MIXED: i32 = 1
const OPAQUE: i32 = 2

let stride: usize = 0

/**
 * Returns `CLEAR` if a block has only transparent pixels, `OPAQUE` if it has only opaque pixels.
 */
function kindOf(block: usize, width: usize, height: usize): i32 {
  let all: u32 = 0xff000000
  let union: u32 = 0
  for (let y: usize = 0; y < height; y++) {
    const row = block + y * stride
    for (let x: usize = 0; x < width; x++) {
      const pixel = load<u32>(row + 4 * x)
      all &= pixel
      union |= pixel
    }
  }
  if (union >> 24 === 0) return CLEAR
  return all === 0xff000000 ? OPAQUE : MIXED
}

/** Returns the mean color in a block that is not transparent, weighted by alpha. */
function meanOf(block: usize, width: usize, height: usize): u32 {
  let r: u32 = 0
  let g: u32 = 0
  let b: u32 = 0
  let sum: u32 = 0
  for (let y: usize = 0; y < height; y++)
    for (let x: usize = 0; x < width; x++) {
      const pixel = load<u32>(block + y * stride + 4 * x)
      const alpha = pixel >> 24
      r += (pixel & 255) * alpha
      g += ((pixel >> 8) & 255) * alpha
      b += ((pixel >> 16) & 255) * alpha
      sum += alpha
    }
  const half = sum / 2
  return ((r + half) / sum) | (((g + half) / sum) << 8) | (((b + half) / sum) << 16)
}

/** Gives all transparent pixels in a block a color. */
function fill(block: usize, width: usize, height: usize, color: u32): void {
  for (let y: usize = 0; y < height; y++)
    for (let x: usize = 0; x < width; x++) {
      const at = block + y * stride + 4 * x
      if (load<u32>(at) >> 24 === 0) store<u32>(at, color)
    }
}

/**
 * Changes the colors of transparent pixels in place. In a block with visible pixels, they get the
 * visible pixels' mean. A transparent block gets its left neighbor's color, so that it is predicted
 * without an error. A row's first block gets the color of the pixel above.
 */
export function smoothHidden(rgba: usize, width: usize, height: usize): void {
  stride = 4 * width
  for (let y: usize = 0; y < height; y += SIDE) {
    const row = rgba + y * stride
    const down = min(SIDE, height - y)
    let color = y === 0 ? GRAY : load<u32>(row - stride) & COLOR
    // Block whose mean becomes the color for the next transparent blocks.
    let seen: usize = 0
    for (let x: usize = 0; x < width; x += SIDE) {
      const block = row + 4 * x
      const across = min(SIDE, width - x)
      const kind = kindOf(block, across, down)
      if (kind === CLEAR && seen !== 0) {
        color = meanOf(seen, SIDE, down)
        seen = 0
      }
      if (kind === CLEAR) fill(block, across, down, color)
      else seen = block
      if (kind === MIXED) fill(block, across, down, meanOf(block, across, down))
    }
  }
}
