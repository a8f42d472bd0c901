/** How each macroblock is predicted (RFC 6386, 8.1, 11.2 to 11.4). */
import { readBool } from './bool'
import { SUBBLOCK_MODES } from './mode-probabilities'

/** Modes of subblocks, the first four of macroblocks and chroma as well. */
export const DC = 0
export const TM = 1
export const VE = 2
export const HE = 3
export const RD = 4
export const VR = 5
export const LD = 6
export const VL = 7
export const HD = 8
export const HU = 9

/** Of the subblocks of the macroblock, by rows. */
export const MODES: usize = memory.data(16, 16)
/** Of the subblocks to the left of the next macroblock. */
const LEFT: usize = memory.data(4, 4)

/** Whether the macroblock is predicted by subblocks; the mode of its luma otherwise, and of its chroma. */
export let bySubblocks = false
export let lumaMode: i32 = DC
export let chromaMode: i32 = DC

/** Left of the frame and above it all is DC. */
export function openModeRow(): void {
  store<u32>(LEFT, 0)
}

/** Reads the modes of a macroblock. @param above four modes of the subblocks above it, replaced by its last row's */
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

function readSubblockModes(above: usize): void {
  for (let y = 0; y < 4; y++) {
    let mode: i32 = load<u8>(LEFT + y)
    for (let x = 0; x < 4; x++) {
      const place = above + x
      mode = readSubblockMode(SUBBLOCK_MODES + 9 * (10 * load<u8>(place) + mode))
      store<u8>(place, mode)
      store<u8>(MODES + (y << 2) + x, mode)
    }
    store<u8>(LEFT + y, mode)
  }
}

function readSubblockMode(p: usize): i32 {
  if (!readBool(load<u8>(p))) return DC
  if (!readBool(load<u8>(p, 1))) return TM
  if (!readBool(load<u8>(p, 2))) return VE
  if (!readBool(load<u8>(p, 3))) {
    if (!readBool(load<u8>(p, 4))) return HE
    return readBool(load<u8>(p, 5)) ? VR : RD
  }
  if (!readBool(load<u8>(p, 6))) return LD
  if (!readBool(load<u8>(p, 7))) return VL
  return readBool(load<u8>(p, 8)) ? HU : HD
}
