/** Palette of a picture with few colours of 8 bits. */

/** Maximum number of colours. Palettes of more are rarely shorter than channels. */
export const MAX_COLOURS: u32 = 4096
const SLOT_BITS: u32 = 14
const SLOTS: u32 = 1 << SLOT_BITS
const SLOT_BYTES: usize = 8
/** Odd number near 2³² divided by the golden ratio, by which colours are spread over the slots. */
const SPREAD: u32 = 0x9e3779b1

/** Address of the colours in ascending order of luma, each of 32 bits. */
export let palette: usize = 0
/** Number of colours; 0 if the picture has more than `MAX_COLOURS`. */
export let colourCount: u32 = 0
/** Hash table of colours with their indices, each 4 bytes. The index of a free slot is `FREE`. */
let slots: usize = 0
const FREE: u32 = 0xffffffff

/** Number of bytes of the palette and its hash table. */
export const PALETTE_BYTES: usize = <usize>MAX_COLOURS * 4 + <usize>SLOTS * SLOT_BYTES

/** @param address address of `PALETTE_BYTES` bytes */
export function openPalette(address: usize): void {
  palette = address
  slots = address + <usize>MAX_COLOURS * 4
}

/** Returns the slot of a colour, or the free slot for it. */
function slotOf(colour: u32): usize {
  let slot = (colour * SPREAD) >> (32 - SLOT_BITS)
  let at = slots + <usize>slot * SLOT_BYTES
  while (load<u32>(at, 4) !== FREE && load<u32>(at) !== colour) {
    slot = (slot + 1) & (SLOTS - 1)
    at = slots + <usize>slot * SLOT_BYTES
  }
  return at
}

/** Collects the colours of a picture, and sets `palette` and `colourCount`. */
export function collectColours(pixels: usize, count: usize): void {
  colourCount = 0
  memory.fill(slots, 255, <usize>SLOTS * SLOT_BYTES)
  let before = ~load<u32>(pixels)
  const end = pixels + 4 * count
  for (let at = pixels; at < end; at += 4) {
    const colour = load<u32>(at)
    if (colour === before) continue
    before = colour
    const slot = slotOf(colour)
    if (load<u32>(slot, 4) !== FREE) continue
    if (colourCount === MAX_COLOURS) {
      colourCount = 0
      return
    }
    store<u32>(slot, colour)
    store<u32>(slot, 0, 4)
    insert(colour)
  }
  for (let i: u32 = 0; i < colourCount; i++) store<u32>(slotOf(colourAt(i)), i, 4)
}

function colourAt(index: u32): u32 {
  return load<u32>(palette + 4 * <usize>index)
}

/** Returns the order of a colour: alpha first, then luma, and then the colour itself. */
function orderOf(colour: u32): u64 {
  const luma = 3 * (colour & 255) + 6 * ((colour >> 8) & 255) + ((colour >> 16) & 255)
  return ((<u64>(((colour >> 24) << 12) | luma)) << 32) | colour
}

/** Inserts a colour at its place in the palette. */
function insert(colour: u32): void {
  const order = orderOf(colour)
  let low: u32 = 0
  let high = colourCount
  while (low < high) {
    const middle = (low + high) >> 1
    if (orderOf(colourAt(middle)) < order) low = middle + 1
    else high = middle
  }
  const at = palette + 4 * <usize>low
  memory.copy(at + 4, at, 4 * <usize>(colourCount - low))
  store<u32>(at, colour)
  colourCount++
}

/** Writes the indices of the colours of pixels, each of 32 bits. */
export function indexRow(pixels: usize, to: usize, count: u32): void {
  let before = ~load<u32>(pixels)
  let index: u32 = 0
  for (let i: usize = 0; i < count; i++) {
    const colour = load<u32>(pixels + 4 * i)
    if (colour !== before) {
      before = colour
      index = load<u32>(slotOf(colour), 4)
    }
    store<u32>(to + 4 * i, index)
  }
}
