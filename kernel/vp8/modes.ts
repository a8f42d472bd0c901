/** Reads macroblock prediction modes (RFC 6386, 8.1, 11.2 to 11.4). */
import { at, keepBools, range, readBool, refilled, SHIFT, value, WHOLE_SPLIT } from './bool'
import { SUBBLOCK_MODES } from './mode-probabilities'

/**
 * Subblock prediction modes. These four modes are also used for chroma and for luma that is
 * predicted as a whole.
 */
export const DC = 0
export const TM = 1
export const VE = 2
export const HE = 3
// The subblock modes 4 to 9 (RD, VR, LD, VL, HD and HU) have no constants, because they occur only
// in tables.

/**
 * Number added to a mode to mark it as a leaf in the subblock mode tree. For each tree node, `TREE`
 * has the successors after bit 0 and bit 1: another node, or a mode plus `LEAF`.
 */
const LEAF: usize = 16
// biome-ignore format: one node a row
const TREE: usize = memory.data<u8>([
  16, 1,
  17, 2,
  18, 3,
  4, 6,
  19, 5,
  20, 21,
  22, 7,
  23, 8,
  24, 25,
])

/** Prediction modes for the current macroblock's 16 subblocks, row by row. */
export const MODES: usize = memory.data(16, 16)
/** Prediction modes of the four subblocks to the left of the next macroblock. */
const LEFT: usize = memory.data(4, 4)

/**
 * Prediction modes for the current macroblock. `bySubblocks` is `true` if its luma is predicted by
 * subblocks. Otherwise `lumaMode` is its luma mode. `chromaMode` is the mode for both chroma
 * planes.
 */
export let bySubblocks = false
export let lumaMode: i32 = DC
export let chromaMode: i32 = DC

/** Begins a macroblock row. Subblocks to the left of the frame count as subblocks with mode DC. */
export function openModeRow(): void {
  store<u32>(LEFT, 0)
}

/**
 * Reads a macroblock's prediction modes.
 * @param above address of the modes for the four subblocks above; they are replaced by the modes in
 *   the macroblock's last row
 */
export function readModes(above: usize): void {
  bySubblocks = !readBool(145)
  if (bySubblocks) {
    readSubblockModes(above)
  } else {
    lumaMode = readBool(156) ? (readBool(128) ? TM : HE) : readBool(163) ? VE : DC
    const four: u32 = lumaMode * 0x01010101
    store<u32>(above, four)
    store<u32>(LEFT, four)
  }
  chromaMode = !readBool(142) ? DC : !readBool(114) ? VE : readBool(183) ? TM : HE
}

/**
 * Reads the modes for all subblocks in a macroblock. Each decision is a copy of `readBool`'s code
 * that keeps the decoder's state in local variables.
 */
function readSubblockModes(above: usize): void {
  let bits = value
  let wide = range
  let from = at
  for (let y = 0; y < 4; y++) {
    let mode: usize = load<u8>(LEFT + y)
    for (let x = 0; x < 4; x++) {
      const probabilities = SUBBLOCK_MODES + 9 * (10 * <usize>load<u8>(above + x) + mode)
      let node: usize = 0
      do {
        if (<u32>bits === 0) {
          from -= 4
          bits = refilled(bits, from)
        }
        const probability = <u64>load<u8>(probabilities + node)
        let split = <u32>((<u64>wide * probability + (WHOLE_SPLIT - (probability << 24))) >> 32)
        if (<u32>(bits >> 56) >= split) {
          bits -= (<u64>split) << 56
          split = (wide >> 24) - split
          node = load<u8>(TREE + (node << 1), 1)
        } else {
          node = load<u8>(TREE + (node << 1))
        }
        wide = split << clz(split)
        bits <<= <u64>(clz(split) + SHIFT)
      } while (node < LEAF)
      mode = node - LEAF
      store<u8>(above + x, <u8>mode)
      store<u8>(MODES + (y << 2) + x, <u8>mode)
    }
    store<u8>(LEFT + y, <u8>mode)
  }
  keepBools(bits, wide, from)
}
