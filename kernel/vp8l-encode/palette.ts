/**
 * Color indexing (RFC 9649, 4.4): up to 256 colors are replaced by indices. If there are few
 * colors, a pixel holds several indices.
 */
import { alloc } from '../heap'
import { hashOf } from './cache'
import { OPAQUE_BLACK } from './predictors'

export const MAX_COLORS: i32 = 256
const SLOT_BITS: u32 = 10
const SLOTS: u32 = 1 << SLOT_BITS

/** Palette address: the picture's colors, sorted. */
export let palette: usize = 0
/**
 * Addresses of a hash table with the colors (`slots`) and their palette indices (`indices`).
 * `taken` is 1 for slots in use.
 */
let slots: usize = 0
let indices: usize = 0
let taken: usize = 0

export function paletteOpen(): void {
  palette = alloc(<usize>MAX_COLORS * 4)
  slots = alloc(<usize>SLOTS * 4)
  indices = alloc(SLOTS)
  taken = alloc(SLOTS)
}

/**
 * Returns a color's slot in the hash table. If the table does not have the color, it returns the
 * free slot for it.
 */
function slotOf(color: u32): u32 {
  let slot = hashOf(color) >> (32 - SLOT_BITS)
  while (load<u8>(taken + <usize>slot) !== 0 && load<u32>(slots + <usize>slot * 4) !== color) {
    slot = (slot + 1) & (SLOTS - 1)
  }
  return slot
}

/**
 * Collects and sorts a picture's colors.
 * @returns the color count; `MAX_COLORS + 1` if there are too many
 */
export function collectColors(pixels: usize, count: u32): i32 {
  memory.fill(taken, 0, SLOTS)
  let colors = 0
  let before = ~load<u32>(pixels)
  for (let i: usize = 0; i < count; i++) {
    const color = load<u32>(pixels + 4 * i)
    if (color === before) continue
    before = color
    const slot = slotOf(color)
    if (load<u8>(taken + <usize>slot) !== 0) continue
    if (colors === MAX_COLORS) return MAX_COLORS + 1
    store<u8>(taken + <usize>slot, 1)
    store<u32>(slots + <usize>slot * 4, color)
    insert(color, colors++)
  }
  for (let i = 0; i < colors; i++) {
    store<u8>(indices + <usize>slotOf(load<u32>(palette + <usize>i * 4)), <u8>i)
  }
  return colors
}

function insert(color: u32, count: i32): void {
  let at = palette + <usize>count * 4
  for (; at > palette && load<u32>(at - 4) > color; at -= 4) store<u32>(at, load<u32>(at - 4))
  store<u32>(at, color)
}

/**
 * Replaces each color by its palette index, and packs several indices in a row into one coded
 * pixel. The coded pixels are stored without gaps from the picture's beginning.
 */
export function indexPixels(pixels: usize, width: u32, height: u32, bundle: u32): void {
  const bits = 8 >> bundle
  let out = pixels
  let before = ~load<u32>(pixels)
  let index: u32 = 0
  for (let y: u32 = 0; y < height; y++) {
    const row = pixels + <usize>y * width * 4
    let packed: u32 = 0
    for (let x: u32 = 0; x < width; x++) {
      const color = load<u32>(row + <usize>x * 4)
      if (color !== before) {
        before = color
        index = load<u8>(indices + <usize>slotOf(color))
      }
      const place = x & ((1 << bundle) - 1)
      packed |= index << (place * bits)
      if (place + 1 < (<u32>1) << bundle && x + 1 < width) continue
      store<u32>(out, OPAQUE_BLACK | (packed << 8))
      out += 4
      packed = 0
    }
  }
}

/**
 * Replaces each palette color, except the first, by its difference from the color before it (RFC
 * 9649, 4.4).
 */
export function differPalette(colors: i32): void {
  for (let i = colors - 1; i > 0; i--) {
    const at = palette + <usize>i * 4
    const difference = i8x16.sub(i32x4.splat(load<u32>(at)), i32x4.splat(load<u32>(at - 4)))
    store<u32>(at, i32x4.extract_lane(difference, 0))
  }
}
