/**
 * Modular sub-bitstreams (ISO/IEC 18181-1:2022, annex H): integer channels, each coded as
 * prediction residuals. LF coefficients, HF metadata, alpha and lossless groups use them.
 *
 * The call order is `recordChannels` for all streams that share a code, then `countTokens` and
 * `finishCode`, and for each stream `writeModularHeader` and `writeTokens`.
 */
import { writeBool } from '../bits'
import { bits, val, writeU32 } from '../fields'
import { channelAt } from './channel'
import { takeSamples } from './samples'
import { forgetWide, hasWideToken, openWalk, recordChannel, walkBytes } from './walk'

/** Returns the state's size in bytes for channels up to a width. */
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

/** Returns `true` if, since the last call, a residual did not fit in a recorded token. */
export function takeWideResidual(): bool {
  const isWide = hasWideToken
  forgetWide()
  return isWide
}

/**
 * Records a stream's tokens.
 * @param channels channel array address
 * @param count number of channels
 * @param tree tree address
 * @param stream stream index (table H.4), which is the property `STREAM`
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
 * Takes samples from a channel for `learnTree`, except from its first row and column.
 * @param to address for the samples
 * @returns address after the last sample
 */
export function takeChannelSamples(channels: usize, index: u32, to: usize): usize {
  return takeSamples(channels, index, to)
}

/**
 * Writes a stream header without transforms (table H.1). If the stream does not use the global
 * tree, `writeTree` and `writeCode` follow.
 */
export function writeModularHeader(usesGlobalTree: bool): void {
  writeBool(usesGlobalTree)
  // Default parameters for the weighted predictor.
  writeBool(true)
  writeTransformCount(0)
}

/** Writes the transform count in a stream header. */
export function writeTransformCount(count: u32): void {
  writeU32(count, val(0), val(1), bits(4, 2), bits(8, 18))
}
