/** Channels for a part of a picture, as 32-bit samples. */
import { CHANNEL_BYTES, channelAt } from '../modular'
import { indexRow } from './palette'

/** Maximum number of channels. */
export const MAX_CHANNELS: u32 = 4

/** RGBA picture with 8 or 16 bits for a sample, without gaps between rows. */
let pixels: usize = 0
let width: u32 = 0
let depth: u32 = 0
/** Number of color channels in the picture, 1 or 3. */
export let colors: u32 = 0
/** Number of channels in the picture. */
export let pictureChannels: u32 = 0
/** `true` if a single index channel replaces the picture's channels. */
export let hasPalette = false
/** Number of channels that are coded. */
export let count: u32 = 0

/** Channel array. The channels' samples follow it. */
export let channels: usize = 0

/**
 * Returns the size in bytes of the memory for channels.
 * @param samples maximum number of samples in a channel
 */
export function planesBytes(samples: usize): usize {
  return <usize>MAX_CHANNELS * (CHANNEL_BYTES + samples * 4)
}

/** @param address address of `planesBytes` bytes */
export function openPlanes(address: usize): void {
  channels = address
}

/** Returns the address where all channels' samples begin. */
export function sampleMemory(): usize {
  return channels + <usize>MAX_CHANNELS * CHANNEL_BYTES
}

/** Sets the picture from which `takeGroup` takes parts. */
export function setPicture(
  at: usize,
  pictureWidth: u32,
  bits: u32,
  colorChannels: u32,
  hasAlpha: bool,
): void {
  pixels = at
  width = pictureWidth
  depth = bits
  colors = colorChannels
  pictureChannels = colorChannels + (hasAlpha ? 1 : 0)
  usePalette(false)
}

/** Chooses if parts have color indices in place of their samples. */
export function usePalette(isUsed: bool): void {
  hasPalette = isUsed
  count = isUsed ? 1 : pictureChannels
}

/** Returns the address of a channel's samples. */
export function samplesOf(index: u32): usize {
  return channelAt(channels, index).samples
}

/** Returns the index of a channel's sample among a pixel's four. Gray takes the red one. */
export function sampleOf(channel: u32): u32 {
  return channel < colors ? channel : 3
}

function pixelAt(x: u32, y: u32): usize {
  return pixels + (<usize>y * width + x) * (depth === 16 ? 8 : 4)
}

/** Fills the channels with the samples from a part of the picture. */
export function takeGroup(left: u32, top: u32, partWidth: u32, partHeight: u32): void {
  const plane = <usize>partWidth * partHeight * 4
  for (let i: u32 = 0; i < count; i++) {
    const channel = channelAt(channels, i)
    channel.samples = sampleMemory() + <usize>i * plane
    channel.stride = partWidth
    channel.width = partWidth
    channel.height = partHeight
    for (let y: u32 = 0; y < partHeight; y++) {
      const from = pixelAt(left, top + y)
      const to = channel.samples + <usize>(y * partWidth) * 4
      if (hasPalette) indexRow(from, to, partWidth)
      else if (depth === 16) takeWide(from + 2 * sampleOf(i), to, partWidth)
      else takeBytes(from, sampleOf(i), to, partWidth)
    }
  }
}

/** Takes a sample from each pixel, at an offset in the pixels from `pixel` on. */
function takeBytes(pixel: usize, offset: u32, to: usize, columns: u32): void {
  let x: usize = 0
  for (; x + 4 <= columns; x += 4) {
    const lanes = i32x4.shr_u(v128.load(pixel + 4 * x), 8 * offset)
    v128.store(to + 4 * x, v128.and(lanes, i32x4.splat(255)))
  }
  const from = pixel + offset
  for (; x < columns; x++) store<i32>(to + 4 * x, load<u8>(from + 4 * x))
}

function takeWide(from: usize, to: usize, columns: u32): void {
  for (let x: usize = 0; x < columns; x++) store<i32>(to + 4 * x, load<u16>(from + 8 * x))
}
