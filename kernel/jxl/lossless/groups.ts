/** Groups in a lossless frame: their places, channels and streams. */

import { writeBool } from '../bits'
import { replaceRepeats } from '../entropy'
import {
  CHANNEL_BYTES,
  chooseRct,
  RCT_NONE,
  recordChannels,
  transformColors,
  writeModularHeader,
  writePalette,
  writeRct,
  writeTransformCount,
} from '../modular'
import { LF_GROUPS, partsOf } from '../toc'
import { colorCount, MAX_COLORS, palette } from './palette'
import {
  channels,
  colors,
  count,
  hasPalette,
  pictureChannels,
  sampleMemory,
  sampleOf,
  samplesOf,
  takeGroup,
} from './planes'

/** Group side: 128 << GROUP_SHIFT. */
export const GROUP_SHIFT: u32 = 1
/** Group side in pixels. */
export const SIDE: u32 = 128 << GROUP_SHIFT
/** Streams before the group streams: those for LF groups and for quantization tables (H.1). */
const LF_STREAMS: u32 = 3
const TABLE_STREAMS: u32 = 17

let width: u32 = 0
let height: u32 = 0
let groupsWide: u32 = 0
/** Number of groups. */
export let groups: u32 = 0
/** Number of LF groups. */
export let lfGroups: u32 = 0

/** Color transform types for groups, each an 8-bit number. */
let types: usize = 0
/** Channel array for the global stream: the palette, and a single group's indices. */
let globalChannels: usize = 0

/** Bytes for the array, and for palette samples with up to four channels. */
export const GLOBAL_CHANNELS_BYTES: usize = 2 * CHANNEL_BYTES + <usize>MAX_COLORS * 16

/** Sets the picture's width and height. */
export function measureGroups(pictureWidth: u32, pictureHeight: u32): void {
  width = pictureWidth
  height = pictureHeight
  groupsWide = partsOf(width, SIDE)
  groups = groupsWide * partsOf(height, SIDE)
  lfGroups = partsOf(width, SIDE * LF_GROUPS) * partsOf(height, SIDE * LF_GROUPS)
}

/**
 * Sets the memory for groups.
 * @param typesAddress address of a byte for each group
 * @param globalAddress address of `GLOBAL_CHANNELS_BYTES` bytes
 */
export function openGroups(typesAddress: usize, globalAddress: usize): void {
  types = typesAddress
  globalChannels = globalAddress
}

/** Returns a group's width in pixels. */
export function groupWidth(group: u32): u32 {
  return min(SIDE, width - (group % groupsWide) * SIDE)
}

/** Returns a group's height in pixels. */
export function groupHeight(group: u32): u32 {
  return min(SIDE, height - (group / groupsWide) * SIDE)
}

/** Returns a group's row among groups. */
export function groupRow(group: u32): u32 {
  return group / groupsWide
}

/** Number of rows in the loaded group. */
let loadedHeight: u32 = 0

/** Loads a group's samples, or its color indices. */
export function loadGroup(group: u32): void {
  loadRows(group, 0, groupHeight(group))
}

/** Loads some rows from a group, as `loadGroup` does: at most `maxRows` in its middle. */
export function loadMiddle(group: u32, maxRows: u32): void {
  const rows = min(maxRows, groupHeight(group))
  loadRows(group, (groupHeight(group) - rows) >> 1, rows)
}

function loadRows(group: u32, first: u32, rows: u32): void {
  loadedHeight = rows
  takeGroup((group % groupsWide) * SIDE, groupRow(group) * SIDE + first, groupWidth(group), rows)
}

/** Marks a group whose color transform is not chosen yet. */
const UNKNOWN: u32 = 255

/** Makes `transformGroup` choose a group's color transform. */
export function forgetTransform(group: u32): void {
  store<u8>(types + group, <u8>UNKNOWN)
}

/** Chooses the loaded group's color transform. */
function chooseTransform(group: u32): void {
  const hasColors = colors === 3 && !hasPalette
  const type = hasColors
    ? chooseRct(samplesOf(0), samplesOf(1), samplesOf(2), groupWidth(group), loadedHeight)
    : RCT_NONE
  store<u8>(types + group, <u8>type)
}

/** Applies the loaded group's color transform, and chooses it the first time. */
export function transformGroup(group: u32): void {
  if (load<u8>(types + group) === UNKNOWN) chooseTransform(group)
  const type = <u32>load<u8>(types + group)
  if (type === RCT_NONE) return
  const samples = groupWidth(group) * loadedHeight
  transformColors(type, samplesOf(0), samplesOf(1), samplesOf(2), samples)
}

/** Returns the stream index for a group. A single group uses the global stream. */
function streamOf(group: u32): u32 {
  return 1 + LF_STREAMS * lfGroups + TABLE_STREAMS + group
}

/** `true` if repeated tokens are replaced, and the context for their distances. */
let hasCopies = false
let distanceContext: u32 = 0
/** Number of tokens in a stream among which repeats are looked for. */
let copyLimit: u32 = 0

/**
 * Sets if repeated tokens are replaced.
 * @param context distance context
 * @param limit number of tokens that are taken from each stream; all others are dropped
 */
export function useCopies(isUsed: bool, context: u32, limit: u32): void {
  hasCopies = isUsed
  distanceContext = context
  copyLimit = limit
}

/**
 * Records the loaded group's tokens if there are several groups. The group's samples are
 * overwritten if repeated tokens are replaced.
 * @returns token count
 */
export function recordGroup(group: u32, tree: usize, tokens: usize): u32 {
  const end = recordChannels(channels, count, tree, streamOf(group), tokens)
  return withoutRepeats(tokens, end, groupWidth(group))
}

/** Replaces repeated tokens if that is enabled, and returns the token count. */
function withoutRepeats(tokens: usize, end: usize, widest: u32): u32 {
  const recorded = <u32>((end - tokens) >> 2)
  if (!hasCopies) return recorded
  return replaceRepeats(tokens, min(recorded, copyLimit), distanceContext, widest, sampleMemory())
}

/**
 * Records the tokens for the global stream: the palette, and the channels if a single group is
 * loaded.
 * @returns token count
 */
export function recordGlobal(tree: usize, tokens: usize): u32 {
  const list = hasPalette ? globalChannels : channels
  if (hasPalette) listPalette()
  const single: u32 = groups === 1 ? count : 0
  const listed = hasPalette ? 1 + single : single
  const widest = max(hasPalette ? colorCount : 0, groups === 1 ? width : 0)
  return withoutRepeats(tokens, recordChannels(list, listed, tree, 0, tokens), max(widest, 1))
}

/** Makes the global stream's channels. Each row in the first channel is a palette channel. */
function listPalette(): void {
  const samples = globalChannels + 2 * CHANNEL_BYTES
  store<usize>(globalChannels, samples)
  store<u32>(globalChannels, colorCount, 4)
  store<u32>(globalChannels, colorCount, 8)
  store<u32>(globalChannels, pictureChannels, 12)
  for (let channel: u32 = 0; channel < pictureChannels; channel++) {
    for (let i: u32 = 0; i < colorCount; i++) {
      const color = palette + 4 * <usize>i
      store<i32>(samples + 4 * <usize>(channel * colorCount + i), load<u8>(color + sampleOf(channel)))
    }
  }
  memory.copy(globalChannels + CHANNEL_BYTES, channels, CHANNEL_BYTES)
}

/**
 * Writes a stream header: its color transform, or the palette.
 * @param isGlobal `true` for the global stream, which has no color transform if there are several
 *   groups
 */
export function writeStreamHeader(group: u32, isGlobal: bool): void {
  const type = <u32>load<u8>(types + group)
  const hasRct = type !== RCT_NONE && (!isGlobal || groups === 1)
  const hasColors = isGlobal && hasPalette
  if (!hasRct && !hasColors) {
    writeModularHeader(true)
    return
  }
  // The global tree, and default parameters for the weighted predictor.
  writeBool(true)
  writeBool(true)
  writeTransformCount(1)
  if (hasRct) writeRct(0, type)
  else writePalette(0, pictureChannels, colorCount)
}
