/**
 * Context maps: the cluster for each context (ISO/IEC 18181-1:2022, C.2.2). A map has numbers with
 * at most 3 bits, or it is entropy coded, with or without a move-to-front transform.
 */
import { writeBits, writeBool } from '../bits'
import { writeTokens } from './ans'
import { countToken, finishCode, recordOf, tokenCost, writeCopies, writeDistributions } from './code'
import { Code, clearCode, MAP_ALPHABET_BITS, openCode } from './layout'

/** Estimated bits that an entropy-coded map takes in addition to its tokens. */
const OVERHEAD_BITS: u32 = 90
const MAX_SIMPLE_BITS: u32 = 3

/** Writes the context map for a code with more than one context. */
function writeContextMap(code: Code): void {
  const clusterBits: u32 = code.clusters > 1 ? 32 - clz(code.clusters - 1) : 0
  const simple = clusterBits * code.contexts
  openCode(code.mapCode, 1, MAP_ALPHABET_BITS, 1)
  const plain = mapCost(code, false)
  const moved = mapCost(code, true)
  const isMoved = moved < plain
  if (clusterBits <= MAX_SIMPLE_BITS && simple <= min(plain, moved) + OVERHEAD_BITS) {
    writeBool(true)
    writeBits(clusterBits, 2)
    for (let i: u32 = 0; i < code.contexts; i++) writeBits(load<u8>(code.map + i), clusterBits)
    return
  }
  writeBool(false)
  writeBool(isMoved)
  if (!isMoved) countMap(code, false)
  writeMapCode(code)
  writeMap(code, isMoved)
}

/** Finishes the map's code, and returns the bits that its tokens take. */
function mapCost(code: Code, isMoved: bool): u32 {
  countMap(code, isMoved)
  openMap(code)
  let cost: u32 = 0
  for (let i: u32 = 0; i < code.contexts; i++) {
    cost += tokenCost(code.mapCode, 0, nextValue(code, i, isMoved))
  }
  return cost >> 8
}

/** Writes the map's code, which has no map itself. LZ77 is off. */
function writeMapCode(code: Code): void {
  writeBool(false)
  writeDistributions(changetype<Code>(code.mapCode))
}

function countMap(code: Code, isMoved: bool): void {
  clearCode(code.mapCode)
  openMap(code)
  for (let i: u32 = 0; i < code.contexts; i++) countToken(code.mapCode, 0, nextValue(code, i, isMoved))
  finishCode(code.mapCode)
}

function writeMap(code: Code, isMoved: bool): void {
  // The scratch memory begins with 8 bytes for each context. Tokens take 4 bytes each.
  openMap(code)
  const order = orderOf(code)
  const tokens = order + 256
  for (let i: u32 = 0; i < code.contexts; i++) {
    store<u32>(tokens + 4 * i, recordOf(0, nextValue(code, i, isMoved)))
  }
  writeTokens(code.mapCode, tokens, code.contexts)
}

/** Returns the address of the transform's cluster list, each an 8-bit number. */
function orderOf(code: Code): usize {
  return code.scratch
}

function openMap(code: Code): void {
  for (let i: usize = 0; i < 256; i++) store<u8>(orderOf(code) + i, <u8>i)
}

/**
 * Returns the value that a map has for a context. With the transform, the value is the cluster's
 * place in the list, and the cluster moves to the front.
 */
function nextValue(code: Code, context: u32, isMoved: bool): u32 {
  const cluster = <u32>load<u8>(code.map + context)
  if (!isMoved) return cluster
  const order = orderOf(code)
  let place: u32 = 0
  while (load<u8>(order + place) !== cluster) place++
  memory.copy(order + 1, order, place)
  store<u8>(order, <u8>cluster)
  return place
}

/** Writes a finished code: the LZ77 flag, which is off, its context map and its distributions. */
export function writeCode(address: usize): void {
  const code = changetype<Code>(address)
  writeCopies(code)
  if (code.contexts > 1) writeContextMap(code)
  writeDistributions(code)
}
