import type { BitReader } from '../bits.ts'
import { bits, readU32, value } from '../fields.ts'
import { JxlError } from '../jxl-error.ts'
import { makeAliasTable } from './alias-table.ts'
import { readDistribution, readU16 } from './distribution.ts'
import type { EntropyCode, Lz77 } from './entropy-code.ts'
import { readHybridUint } from './hybrid-uint.ts'
import { readPrefixCode } from './prefix-code.ts'
import { SymbolReader } from './symbol-reader.ts'

/** Logarithm of the prefix codes' alphabet size. */
const PREFIX_LOG_ALPHABET = 15

function readLz77(reader: BitReader): Lz77 | undefined {
  if (!reader.bool()) return undefined
  const minToken = readU32(reader, value(224), value(512), value(4096), bits(15, 8))
  const minLength = readU32(reader, value(3), value(4), bits(2, 5), bits(8, 9))
  return { minToken, minLength, lengthSplit: readHybridUint(reader, 8) }
}

/** Replaces positions in a list, whose entry moves to its front, by entries. */
function undoMoveToFront(map: Uint8Array): void {
  const front = Array.from({ length: 256 }, (_, at) => at)
  for (const [at, place] of map.entries()) {
    const [cluster = 0] = front.splice(place, 1)
    front.unshift(cluster)
    map[at] = cluster
  }
}

/** Reads the cluster of each context (ISO/IEC 18181-1:2022, C.2.2). */
export function readContextMap(reader: BitReader, contexts: number): Uint8Array {
  const map = new Uint8Array(contexts)
  if (contexts < 2) return map
  if (reader.bool()) {
    const size = reader.read(2)
    for (let at = 0; at < contexts; at++) map[at] = reader.read(size)
  } else {
    const isMoved = reader.bool()
    const code = readEntropyCode(reader, 1, contexts > 2)
    const symbols = new SymbolReader(code, reader)
    for (let at = 0; at < contexts; at++) {
      const cluster = symbols.read(0)
      if (cluster > 255) throw new JxlError(`a context has the cluster ${cluster}`)
      map[at] = cluster
    }
    symbols.finish()
    if (isMoved) undoMoveToFront(map)
  }
  const count = 1 + map.reduce((a, b) => Math.max(a, b))
  if (new Set(map).size < count) throw new JxlError('a cluster has no context')
  return map
}

/**
 * Reads LZ77, context map, splits, and the codes of all clusters (ISO/IEC 18181-1:2022, C.2).
 * @param allowsLz77 `false` for a map of two contexts, so that maps do not nest endlessly
 */
export function readEntropyCode(reader: BitReader, contexts: number, allowsLz77 = true): EntropyCode {
  const lz77 = readLz77(reader)
  if (lz77 && !allowsLz77) throw new JxlError('a map of two contexts uses LZ77')
  const contextMap = readContextMap(reader, contexts + Number(lz77 !== undefined))
  const length = 1 + contextMap.reduce((a, b) => Math.max(a, b), 0)
  const isPrefix = reader.bool()
  const logAlphabet = isPrefix ? PREFIX_LOG_ALPHABET : 5 + reader.read(2)
  const splits = Array.from({ length }, () => readHybridUint(reader, logAlphabet))
  if (isPrefix) {
    const sizes = Array.from({ length }, () => readU16(reader) + 1)
    if (sizes.some((size) => size > 1 << PREFIX_LOG_ALPHABET)) throw new JxlError('an alphabet is too large')
    const prefixCodes = sizes.map((size) => readPrefixCode(reader, size))
    return { lz77, contextMap, splits, prefixCodes, aliasTables: [] }
  }
  const aliasTables = splits.map(() => makeAliasTable(readDistribution(reader), logAlphabet))
  return { lz77, contextMap, splits, prefixCodes: [], aliasTables }
}
