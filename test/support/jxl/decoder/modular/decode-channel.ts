import type { SymbolReader } from '../entropy/symbol-reader.ts'
import { unpackSigned } from '../fields.ts'
import { type Channel, haveSameShape } from './channel.ts'
import { clampedGradient, findNeighbors, type Neighbors, noNeighbors, predict } from './predict.ts'
import { type TreeNode, usesOf } from './tree.ts'
import { type WeightedHeader, WeightedPredictor } from './weighted.ts'

/** Properties before those of previous channels (ISO/IEC 18181-1:2022, H.4.1). */
const OWN_PROPERTIES = 16

/** Properties of each previous channel. */
const CHANNEL_PROPERTIES = 4

/** Everything but the samples that decoding a channel needs. */
export interface ChannelCoding {
  /** A tree of `pruneTree`. */
  readonly root: TreeNode
  readonly symbols: SymbolReader
  readonly header: WeightedHeader
}

/**
 * Lists previous channels of the same shape, the nearest first, whose properties a tree can use.
 */
function findReferences(channels: readonly Channel[], at: number, maxProperty: number): Channel[] {
  const channel = channels[at] as Channel
  const count = Math.ceil((maxProperty + 1 - OWN_PROPERTIES) / CHANNEL_PROPERTIES)
  return channels
    .slice(0, at)
    .reverse()
    .filter((other) => haveSameShape(other, channel))
    .slice(0, Math.max(0, count))
}

/** Sets a sample's properties that come from a previous channel. */
function setReference(to: Int32Array, from: number, { data, width }: Channel, x: number, y: number): void {
  const at = y * width + x
  const sample = data[at] as number
  const left = x > 0 ? (data[at - 1] as number) : 0
  const top = y > 0 ? (data[at - width] as number) : left
  const topLeft = x > 0 && y > 0 ? (data[at - width - 1] as number) : left
  const error = sample - clampedGradient(left, top, topLeft)
  to[from] = Math.abs(sample)
  to[from + 1] = sample
  to[from + 2] = Math.abs(error)
  to[from + 3] = error
}

/** Sets properties 3 to 14 (ISO/IEC 18181-1:2022, H.4.1). */
function setProperties(to: Int32Array, near: Neighbors, x: number): void {
  const { left, top, topLeft } = near
  to[3] = x
  to[4] = Math.abs(top)
  to[5] = Math.abs(left)
  to[6] = top
  to[7] = left
  to[8] = left - (to[9] as number)
  to[9] = left + top - topLeft
  to[10] = left - topLeft
  to[11] = topLeft - top
  to[12] = top - near.topRight
  to[13] = top - near.topTop
  to[14] = left - near.leftLeft
}

function findLeaf(root: TreeNode, properties: Int32Array): TreeNode {
  let node = root
  while (node.property >= 0) {
    node = ((properties[node.property] as number) > node.split ? node.greater : node.other) as TreeNode
  }
  return node
}

/** Decodes a channel whose samples have one context and need no weighted predictor. */
function decodeSimple({ data, width, height }: Channel, leaf: TreeNode, symbols: SymbolReader): void {
  const { context, predictor, offset, multiplier } = leaf
  const near = noNeighbors()
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (predictor > 0) findNeighbors(near, data, x, y, width)
      const residual = unpackSigned(symbols.readOfCluster(context))
      data[at++] = residual * multiplier + offset + predict(predictor, near, 0)
    }
  }
}

/** Decodes channel `at` of a stream (ISO/IEC 18181-1:2022, H.4). Earlier channels are decoded. */
export function decodeChannel(channels: readonly Channel[], at: number, coding: ChannelCoding): void {
  const { root, symbols, header } = coding
  const channel = channels[at] as Channel
  const { data, width, height } = channel
  const { maxProperty, isWeighted } = usesOf(root)
  if (maxProperty < 0 && !isWeighted) {
    decodeSimple(channel, root, symbols)
    return
  }
  const references = findReferences(channels, at, maxProperty)
  const properties = new Int32Array(Math.max(OWN_PROPERTIES, maxProperty + 1 + CHANNEL_PROPERTIES))
  const weighted = isWeighted ? new WeightedPredictor(header, width) : undefined
  const near = noNeighbors()
  for (let y = 0, place = 0; y < height; y++) {
    properties[2] = y
    properties[9] = 0
    weighted?.startRow()
    for (let x = 0; x < width; x++, place++) {
      findNeighbors(near, data, x, y, width)
      setProperties(properties, near, x)
      let weightedGuess = 0
      if (weighted) {
        weightedGuess = weighted.predict(x, near.top, near.left, near.topRight, near.topLeft, near.topTop)
        properties[15] = weighted.maxError
      }
      for (let index = 0; index < references.length; index++) {
        const from = OWN_PROPERTIES + CHANNEL_PROPERTIES * index
        setReference(properties, from, references[index] as Channel, x, y)
      }
      const { context, predictor, offset, multiplier } = findLeaf(root, properties)
      const residual = unpackSigned(symbols.readOfCluster(context))
      data[place] = residual * multiplier + offset + predict(predictor, near, weightedGuess)
      weighted?.update(x, data[place] as number)
    }
  }
}
