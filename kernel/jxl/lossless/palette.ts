/** Palette for a picture with few 8-bit colors. */

/** Maximum number of colors. Larger palettes are rarely shorter than channels. */
export const MAX_COLORS: u32 = 4096
const SLOT_BITS: u32 = 14
const SLOTS: u32 = 1 << SLOT_BITS
const SLOT_BYTES: usize = 8
/** Odd number near 2³² divided by the golden ratio. It spreads colors over the slots. */
const SPREAD: u32 = 0x9e3779b1

/** Color address. Colors are in ascending order by luma, each a 32-bit number. */
export let palette: usize = 0
/** Number of colors; 0 if the picture has more than `MAX_COLORS`. */
export let colorCount: u32 = 0
/** Hash table for colors with their indices, each 4 bytes. A free slot has the index `FREE`. */
let slots: usize = 0
const FREE: u32 = 0xffffffff

/** Bytes for the palette and its hash table. */
export const PALETTE_BYTES: usize = <usize>MAX_COLORS * 4 + <usize>SLOTS * SLOT_BYTES

/** @param address address of `PALETTE_BYTES` bytes */
export function openPalette(address: usize): void {
  palette = address
  slots = address + <usize>MAX_COLORS * 4
}

/** Returns a color's slot, or the free slot for it. */
function slotOf(color: u32): usize {
  let slot = (color * SPREAD) >> (32 - SLOT_BITS)
  let at = slots + <usize>slot * SLOT_BYTES
  while (load<u32>(at, 4) !== FREE && load<u32>(at) !== color) {
    slot = (slot + 1) & (SLOTS - 1)
    at = slots + <usize>slot * SLOT_BYTES
  }
  return at
}

/** Collects a picture's colors, and sets `palette` and `colorCount`. */
export function collectColors(pixels: usize, count: usize): void {
  colorCount = 0
  memory.fill(slots, 255, <usize>SLOTS * SLOT_BYTES)
  let before = ~load<u32>(pixels)
  const end = pixels + 4 * count
  for (let at = pixels; at < end; at += 4) {
    const color = load<u32>(at)
    if (color === before) continue
    before = color
    const slot = slotOf(color)
    if (load<u32>(slot, 4) !== FREE) continue
    if (colorCount === MAX_COLORS) {
      colorCount = 0
      return
    }
    store<u32>(slot, color)
    store<u32>(slot, 0, 4)
    insert(color)
  }
  for (let i: u32 = 0; i < colorCount; i++) store<u32>(slotOf(colorAt(i)), i, 4)
}

function colorAt(index: u32): u32 {
  return load<u32>(palette + 4 * <usize>index)
}

/** Returns a color's sort key: alpha first, then luma, and then the color itself. */
function orderOf(color: u32): u64 {
  const luma = 3 * (color & 255) + 6 * ((color >> 8) & 255) + ((color >> 16) & 255)
  return ((<u64>(((color >> 24) << 12) | luma)) << 32) | color
}

/** Inserts a color at its place in the palette. */
function insert(color: u32): void {
  const order = orderOf(color)
  let low: u32 = 0
  let high = colorCount
  while (low < high) {
    const middle = (low + high) >> 1
    if (orderOf(colorAt(middle)) < order) low = middle + 1
    else high = middle
  }
  const at = palette + 4 * <usize>low
  memory.copy(at + 4, at, 4 * <usize>(colorCount - low))
  store<u32>(at, color)
  colorCount++
}

/** Writes each pixel's color index, a 32-bit number. */
export function indexRow(pixels: usize, to: usize, count: u32): void {
  let before = ~load<u32>(pixels)
  let index: u32 = 0
  for (let i: usize = 0; i < count; i++) {
    const color = load<u32>(pixels + 4 * i)
    if (color !== before) {
      before = color
      index = load<u32>(slotOf(color), 4)
    }
    store<u32>(to + 4 * i, index)
  }
}
