/**
 * Properties from earlier channels with the same width and height (ISO/IEC 18181-1:2022, H.4.1).
 */
import { aligned } from '../aligned'
import { Channel, channelAt } from './channel'
import { EARLIER, EARLIER_PROPERTIES } from './properties'

/** Maximum number of earlier channels. */
export const MAX_EARLIER: u32 = 4
/** Addresses of the earlier channels, the last one first; 0 if there are fewer. */
const LIST: usize = memory.data(16, 16)
let count: u32 = 0
/** Gradient residuals for a row in each channel. */
let rows: usize = 0
let rowBytes: usize = 0
/** Row width in bytes. */
let width4: usize = 0
/** Addresses of the last channel's sample row, and the other channels' rows. */
const SAMPLES: usize = memory.data(16, 16)

/** Returns the size in bytes of the rows for channels up to a width. */
export function earlierBytes(maxWidth: u32): usize {
  return aligned(<usize>maxWidth * 4) * MAX_EARLIER
}

/**
 * Finds a channel's earlier channels.
 * @param memory address of `earlierBytes` bytes
 * @param wanted number of channels, at most `MAX_EARLIER`
 */
export function openEarlier(memoryAddress: usize, channels: usize, index: u32, wanted: u32): void {
  const own = channelAt(channels, index)
  rows = memoryAddress
  width4 = (<usize>own.width) << 2
  rowBytes = aligned(width4)
  count = min(wanted, MAX_EARLIER)
  memory.fill(LIST, 0, 16)
  let found: u32 = 0
  for (let i = <i32>index - 1; i >= 0 && found < count; i--) {
    const channel = channelAt(channels, i)
    if (channel.width !== own.width || channel.height !== own.height) continue
    store<usize>(LIST + ((<usize>found) << 2), changetype<usize>(channel))
    found++
  }
}

/** Computes the residuals for a row in all earlier channels. */
export function takeEarlierRow(y: u32): void {
  for (let i: u32 = 0; i < count; i++) {
    const channel = load<usize>(LIST + ((<usize>i) << 2))
    if (channel !== 0) fillRow(changetype<Channel>(channel), y, i)
  }
}

function fillRow(channel: Channel, y: u32, index: u32): void {
  const pitch = (<usize>channel.stride) << 2
  const row = channel.samples + <usize>y * pitch
  const to = rows + <usize>index * rowBytes
  const width = channel.width
  store<usize>(SAMPLES + ((<usize>index) << 2), row)
  let x: u32 = 0
  for (; x < width; x++) {
    // The first sample is done alone. Vectors then cover the other samples.
    if (x > 0 && y > 0 && x + 4 <= width) {
      const at = row + ((<usize>x) << 2)
      const w = v128.load(at - 4)
      const n = v128.load(at - pitch)
      const gradient = i32x4.sub(i32x4.add(w, n), v128.load(at - pitch - 4))
      const limited = i32x4.max_s(i32x4.min_s(w, n), i32x4.min_s(i32x4.max_s(w, n), gradient))
      v128.store(to + ((<usize>x) << 2), i32x4.sub(v128.load(at), limited))
      x += 3
    } else {
      store<i32>(to + ((<usize>x) << 2), residualAt(row + ((<usize>x) << 2), pitch, x, y))
    }
  }
}

function residualAt(at: usize, pitch: usize, x: u32, y: u32): i32 {
  const w = x > 0 ? load<i32>(at - 4) : 0
  const n = y > 0 ? load<i32>(at - pitch) : w
  const nw = x > 0 && y > 0 ? load<i32>(at - pitch - 4) : w
  return load<i32>(at) - max(min(w, n), min(max(w, n), w + n - nw))
}

/**
 * Returns the address of a property row, each value a 32-bit number.
 * @param to address of a row that may be filled. Its length allows for a multiple of 4 values.
 */
export function earlierRow(property: i32, to: usize): usize {
  const index = <u32>(property - EARLIER) / EARLIER_PROPERTIES
  const kind = <u32>(property - EARLIER) % EARLIER_PROPERTIES
  if (index >= count || load<usize>(LIST + ((<usize>index) << 2)) === 0) {
    memory.fill(to, 0, rowBytes)
    return to
  }
  const samples = load<usize>(SAMPLES + ((<usize>index) << 2))
  const residuals = rows + <usize>index * rowBytes
  if (kind === 1) return samples
  if (kind === 3) return residuals
  const from = kind === 0 ? samples : residuals
  for (let at: usize = 0; at < width4; at += 4) store<i32>(to + at, abs(load<i32>(from + at)))
  return to
}

/** Returns a property for the sample in a column. */
export function earlierValue(property: i32, x: u32): i32 {
  const index = <u32>(property - EARLIER) / EARLIER_PROPERTIES
  const kind = <u32>(property - EARLIER) % EARLIER_PROPERTIES
  if (index >= count || load<usize>(LIST + ((<usize>index) << 2)) === 0) return 0
  const samples = load<usize>(SAMPLES + ((<usize>index) << 2))
  const value = load<i32>((kind < 2 ? samples : rows + <usize>index * rowBytes) + ((<usize>x) << 2))
  return (kind & 1) === 0 ? abs(value) : value
}
