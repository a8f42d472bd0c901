/**
 * Modular sub-bitstreams (ISO/IEC 18181-1:2022, annex H): channels of integers, each coded as
 * residuals of predictions. LF coefficients, metadata of HF, alpha and lossless groups have them.
 *
 * The order of calls is `recordChannels` for all streams of a code, then `countTokens` and
 * `finishCode`, and for each stream `writeModularHeader` and `writeTokens`.
 */
import { writeBool } from '../bits'
import { bits, val, writeU32 } from '../fields'
import { channelAt } from './channel'
import { takeSamples } from './samples'
import { forgetWide, hasWideToken, openWalk, recordChannel, walkBytes } from './walk'

/** Returns the number of bytes of state for channels up to a width. */
export function modularBytes(maxWidth: u32): usize {
  return walkBytes(maxWidth)
}

/**
 * Forgets all trees.
 * @param address address of `modularBytes` bytes, a multiple of 16
 */
export function openModular(address: usize, maxWidth: u32): void {
  openWalk(address, maxWidth)
}

/** Returns `true` if a residual had no room in a recorded token, since the last call. */
export function takeWideResidual(): bool {
  const isWide = hasWideToken
  forgetWide()
  return isWide
}

/**
 * Records the tokens of a stream.
 * @param channels address of the channels
 * @param count number of channels
 * @param tree address of the tree
 * @param stream index of the stream (table H.4), which is the property `STREAM`
 * @param tokens address for the tokens, one for each sample
 * @returns address after the last token
 */
export function recordChannels(channels: usize, count: u32, tree: usize, stream: i32, tokens: usize): usize {
  let to = tokens
  for (let i: u32 = 0; i < count; i++) {
    const channel = channelAt(channels, i)
    if (channel.width === 0 || channel.height === 0) continue
    to = recordChannel(channels, i, tree, stream, to)
  }
  return to
}

/**
 * Takes samples of a channel for `learnTree`, except those of the first row and column.
 * @param to address for the samples
 * @returns address after the last sample
 */
export function takeChannelSamples(channels: usize, index: u32, to: usize): usize {
  return takeSamples(channels, index, to)
}

/**
 * Writes the header of a stream without transforms (table H.1). If the stream does not use the
 * global tree, `writeTree` and `writeCode` follow.
 */
export function writeModularHeader(usesGlobalTree: bool): void {
  writeBool(usesGlobalTree)
  // Default parameters of the weighted predictor.
  writeBool(true)
  writeTransformCount(0)
}

/** Writes the number of transforms in the header of a stream. */
export function writeTransformCount(count: u32): void {
  writeU32(count, val(0), val(1), bits(4, 2), bits(8, 18))
}
