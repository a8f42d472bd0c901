/**
 * RGBA alpha as an extra channel in a VarDCT frame: a modular stream in each group (ISO/IEC
 * 18181-1:2022, G.4.2, modular group data). A frame with a single group has alpha in the global
 * stream.
 */
import { alloc } from '../../heap'
import { writeTokens } from '../entropy/ans'
import { countTokens } from '../entropy/code'
import { CHANNEL_BYTES, Channel, recordChannels, writeModularHeader } from '../modular'
import { GROUP_SIDE } from '../toc'
import { frameTree } from './frame-tree'
import { groups, groupsWide, lfGroups } from './sections'

/** Streams for quantization tables (H.4.1). Their numbers precede the groups' numbers. */
const TABLES: i32 = 17

let channel: usize = 0
let samples: usize = 0
/** New value for each alpha level. */
let values: usize = 0
let rgba: usize = 0
let width: i32 = 0
let height: i32 = 0

/** Allocates the memory for alpha. `openSections` must be called before. */
export function openAlpha(pictureWidth: i32, pictureHeight: i32): void {
  width = pictureWidth
  height = pictureHeight
  const side = <i32>GROUP_SIDE
  channel = alloc(CHANNEL_BYTES)
  values = alloc(256)
  samples = alloc(4 * <usize>(min(width, side) * min(height, side)))
}

/**
 * Takes a picture's alpha.
 * @param picture RGBA pixel address
 * @param levels number of equidistant levels to which alpha is rounded, 2 to 256
 */
export function setAlpha(picture: usize, levels: i32): void {
  rgba = picture
  for (let level = 0; level < 256; level++) {
    const index = (level * (levels - 1) + 127) / 255
    store<u8>(values + level, <u8>((index * 255 + (levels - 1) / 2) / (levels - 1)))
  }
}

/** Records a group's tokens. Returns the token count. */
function recordAlpha(group: i32, tokens: usize): u32 {
  const side = <i32>GROUP_SIDE
  const x = (group % groupsWide) * side
  const y = (group / groupsWide) * side
  const wide = min(width - x, side)
  const high = min(height - y, side)
  let to = samples
  for (let row = y; row < y + high; row++) {
    let at = rgba + 4 * (<usize>row * width + x)
    for (const end = at + 4 * <usize>wide; at < end; at += 4, to += 4)
      store<i32>(to, load<u8>(values + load<u8>(at, 3)))
  }
  const description = changetype<Channel>(channel)
  description.samples = samples
  description.stride = wide
  description.width = wide
  description.height = high
  const stream = groups === 1 ? 0 : 1 + 3 * lfGroups + TABLES + group
  return <u32>((recordChannels(channel, 1, frameTree, stream, tokens) - tokens) >> 2)
}

/**
 * Counts the tokens in all groups.
 * @param code address of the code that all modular streams share
 * @param tokens address for a group's tokens
 */
export function countAlpha(code: usize, tokens: usize): void {
  for (let group = 0; group < groups; group++) countTokens(code, tokens, recordAlpha(group, tokens))
}

/** Writes the global stream. Its channel lies in the groups if there is more than one. */
export function writeGlobalAlpha(code: usize, tokens: usize): void {
  writeModularHeader(true)
  if (groups === 1) writeTokens(code, tokens, recordAlpha(0, tokens))
}

/** Writes a group's stream, after its coefficients. */
export function writeGroupAlpha(group: i32, code: usize, tokens: usize): void {
  if (groups === 1) return
  writeModularHeader(true)
  writeTokens(code, tokens, recordAlpha(group, tokens))
}
