import type { BitReader } from '../bits.ts'
import { SymbolReader } from '../entropy/symbol-reader.ts'
import { bits, readU32, value } from '../fields.ts'
import { JxlError } from '../jxl-error.ts'
import type { Channel, ModularImage } from './channel.ts'
import { decodeChannel } from './decode-channel.ts'
import { applyTransform, readTransform, type Transform, undoTransform } from './transforms.ts'
import { pruneTree, readTreeCode, type TreeCode } from './tree.ts'
import { readWeightedHeader } from './weighted.ts'

/** Place of a modular stream in its frame. */
export interface StreamPlace {
  /** Property 1 of trees (ISO/IEC 18181-1:2022, H.4.1). */
  readonly stream: number
  /** Tree of the frame, if it has one. */
  readonly shared: TreeCode | undefined
  /** Bits of a sample. */
  readonly bits: number
  /** Width and height from which channels are in other streams; unlimited by default. */
  readonly maxSize?: number
}

/** Channels of a stream. Some may be left for other streams. */
export interface DecodedStream {
  readonly image: ModularImage
  /** Number of channels that are decoded. */
  readonly decoded: number
  /** Undoes the transforms. All channels are decoded. */
  undo(): readonly Channel[]
}

/** Nodes that a tree has in addition to a share of the samples. */
const MIN_NODES = 1024

/** Finds the first channel that is too large for the stream. */
function countOwn({ channels, palettes }: ModularImage, maxSize: number): number {
  const end = channels.findIndex(
    ({ width, height }, at) => at >= palettes && (width > maxSize || height > maxSize),
  )
  return end < 0 ? channels.length : end
}

function decodeOwn(reader: BitReader, own: readonly Channel[], place: StreamPlace, code: Coding): void {
  const { tree, weighted } = code
  const filled = own.filter(({ data }) => data.length > 0)
  if (filled.length === 0) return
  const samples = filled.reduce((sum, { data }) => sum + data.length, 0)
  const { root, code: entropy } = tree ?? readTreeCode(reader, MIN_NODES + samples)
  const symbols = new SymbolReader(entropy, reader, Math.max(...filled.map(({ width }) => width)))
  for (const [at, { data }] of own.entries()) {
    if (data.length === 0) continue
    const pruned = pruneTree(root, at, place.stream, entropy.contextMap)
    decodeChannel(own, at, { root: pruned, symbols, header: weighted })
  }
  symbols.finish()
}

interface Coding {
  /** The frame's tree, if the stream uses it. */
  readonly tree: TreeCode | undefined
  readonly weighted: ReturnType<typeof readWeightedHeader>
}

/**
 * Reads a modular stream (ISO/IEC 18181-1:2022, H.2).
 * @param channels the channels before transforms, without samples
 */
export function readStream(reader: BitReader, channels: Channel[], place: StreamPlace): DecodedStream {
  const image: ModularImage = { channels, palettes: 0, bits: place.bits }
  if (channels.length === 0) return { image, decoded: 0, undo: () => [] }
  const usesShared = reader.bool()
  const weighted = readWeightedHeader(reader)
  const count = readU32(reader, value(0), value(1), bits(4, 2), bits(8, 18))
  const read = Array.from({ length: count }, () => readTransform(reader))
  const transforms: Transform[] = read.map((transform) => applyTransform(image, transform))
  if (usesShared && !place.shared) throw new JxlError('the frame has no tree, but a stream uses it')
  const decoded = countOwn(image, place.maxSize ?? Number.POSITIVE_INFINITY)
  const own = image.channels.slice(0, decoded)
  decodeOwn(reader, own, place, { tree: usesShared ? place.shared : undefined, weighted })
  const undo = () => {
    for (const transform of transforms.toReversed()) undoTransform(image, transform, weighted)
    return image.channels
  }
  return { image, decoded, undo }
}

/** Reads a stream that contains all of its channels, and undoes its transforms. */
export const readChannels = (
  reader: BitReader,
  channels: Channel[],
  place: StreamPlace,
): readonly Channel[] => readStream(reader, channels, place).undo()
