import type { BitReader } from '../bits.ts'
import type { FrameHeader } from '../frame-header.ts'
import type { FrameLayout, Rectangle } from '../frame-layout.ts'
import type { ImageHeader } from '../image-header.ts'
import { type Channel, makeChannel } from './channel.ts'
import { type DecodedStream, readChannels, readStream } from './stream.ts'
import { readTreeCode, type TreeCode } from './tree.ts'

/** Number of quantization tables, each of which can be a stream. */
const TABLES = 17

/** Numbers that identify a frame's modular streams (ISO/IEC 18181-1:2022, H.4.1). */
export function streamNumbers({ lfGroups }: FrameLayout) {
  return {
    global: 0,
    lf: (group: number) => 1 + group,
    lfChannels: (group: number) => 1 + lfGroups + group,
    metadata: (group: number) => 1 + 2 * lfGroups + group,
    table: (table: number) => 1 + 3 * lfGroups + table,
    channels: (group: number) => 1 + 3 * lfGroups + TABLES + group,
  }
}

/** Minimum shift among the channels that LF groups contain. */
const MIN_LF_SHIFT = 3

/** Maximum number of nodes in a frame's tree. */
const MAX_NODES = 1 << 20

/** Frame channels before transforms: modular frames' colors, and extra channels. */
function makeChannels(image: ImageHeader, frame: FrameHeader): Channel[] {
  const colors = !frame.isModular ? 0 : image.color.space === 'gray' && frame.transform === 'none' ? 1 : 3
  const make = ({ x, y }: { x: number; y: number }) =>
    makeChannel(Math.ceil(image.width / 2 ** x), Math.ceil(image.height / 2 ** y), x, y)
  return [...frame.shifts.slice(0, colors).map(make), ...image.extra.map(() => make({ x: 0, y: 0 }))]
}

/** The frame's modular channels, and the tree that all its streams can use. */
export interface ModularFrame {
  readonly shared: TreeCode | undefined
  readonly layout: FrameLayout
  readonly bits: number
  readonly stream: DecodedStream
}

/** Reads the tree and the channels of the global section (ISO/IEC 18181-1:2022, G.1.3). */
export function readGlobalModular(
  reader: BitReader,
  image: ImageHeader,
  frame: FrameHeader,
  layout: FrameLayout,
): ModularFrame {
  const channels = makeChannels(image, frame)
  const samples = (image.width * image.height * (3 + image.extra.length)) / 16
  const shared = reader.bool() ? readTreeCode(reader, Math.min(MAX_NODES, 1024 + samples)) : undefined
  const { bits } = image.depth
  const place = { stream: streamNumbers(layout).global, shared, bits, maxSize: layout.groupSize }
  return { shared, layout, bits, stream: readStream(reader, channels, place) }
}

/** Crops an area of the frame to a channel. */
function crop({ width, height, shiftX, shiftY }: Channel, area: Rectangle): Rectangle {
  const [x, y] = [area.x >> shiftX, area.y >> shiftY]
  const right = Math.min(width, x + (area.width >> shiftX))
  const bottom = Math.min(height, y + (area.height >> shiftY))
  return { x, y, width: Math.max(0, right - x), height: Math.max(0, bottom - y) }
}

function copy(from: Channel, to: Channel, { x, y, width, height }: Rectangle): void {
  for (let row = 0; row < height; row++) {
    const samples = from.data.subarray(row * width, (row + 1) * width)
    to.data.set(samples, (y + row) * to.width + x)
  }
}

/**
 * Reads the part of large channels that a group or an LF group contains (ISO/IEC 18181-1:2022,
 * G.4.2).
 */
function readPart(
  reader: BitReader,
  frame: ModularFrame,
  area: Rectangle,
  isLf: boolean,
  stream: number,
): void {
  const { image, decoded } = frame.stream
  const targets = image.channels
    .slice(decoded)
    .filter(({ shiftX, shiftY }) => Math.min(shiftX, shiftY) >= MIN_LF_SHIFT === isLf)
    .map((channel) => ({ channel, place: crop(channel, area) }))
    .filter(({ place }) => place.width > 0 && place.height > 0)
  const parts = targets.map(({ channel, place }) =>
    makeChannel(place.width, place.height, channel.shiftX, channel.shiftY),
  )
  const results = readChannels(reader, parts, { stream, shared: frame.shared, bits: frame.bits })
  for (const [at, { channel, place }] of targets.entries()) {
    const result = results[at]
    if (result) copy(result, channel, place)
  }
}

/** Returns the square of a group, which may leave the frame. */
const squareOf = (group: number, wide: number, size: number): Rectangle => ({
  x: size * (group % wide),
  y: size * Math.floor(group / wide),
  width: size,
  height: size,
})

export function readLfGroupChannels(reader: BitReader, frame: ModularFrame, group: number): void {
  const { layout } = frame
  const area = squareOf(group, layout.lfGroupsWide, 8 * layout.groupSize)
  readPart(reader, frame, area, true, streamNumbers(layout).lfChannels(group))
}

export function readGroupChannels(reader: BitReader, frame: ModularFrame, group: number): void {
  const { layout } = frame
  const area = squareOf(group, layout.groupsWide, layout.groupSize)
  readPart(reader, frame, area, false, streamNumbers(layout).channels(group))
}
