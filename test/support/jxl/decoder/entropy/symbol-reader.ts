import type { BitReader } from '../bits.ts'
import { JxlError } from '../jxl-error.ts'
import type { EntropyCode, Lz77 } from './entropy-code.ts'
import { expand, type HybridUint } from './hybrid-uint.ts'
import { readPrefixSymbol } from './prefix-code.ts'
import { specialDistances } from './special-distances.ts'

/** State of ANS after the last symbol (ISO/IEC 18181-1:2022, C.2.6). */
const FINAL_STATE = 0x130000

/** Numbers that copies can reach back: 2^20. */
const WINDOW = 1 << 20

/** Reads numbers with an entropy code (ISO/IEC 18181-1:2022, C.2 and C.3). */
export class SymbolReader {
  readonly #code: EntropyCode
  readonly #reader: BitReader
  readonly #distances: Int32Array
  #state = FINAL_STATE
  /** Numbers that were read, if copies can occur. The array grows up to `WINDOW`. */
  #window = new Uint32Array(0)
  #count = 0
  #copyFrom = 0
  #copies = 0

  /** @param distanceFactor width of the widest channel in a modular stream, else 0 */
  constructor(code: EntropyCode, reader: BitReader, distanceFactor = 0) {
    this.#code = code
    this.#reader = reader
    this.#distances = code.lz77 ? specialDistances(distanceFactor) : new Int32Array(0)
    if (code.prefixCodes.length === 0) this.#state = reader.read(32)
  }

  /** Reads a number of a context. */
  read(context: number): number {
    return this.readOfCluster(this.#code.contextMap[context] ?? 0)
  }

  /** Reads a number from a context cluster. */
  readOfCluster(cluster: number): number {
    const { lz77, splits } = this.#code
    if (lz77) return this.#readOrCopy(cluster, lz77)
    return expand(this.#reader, this.#token(cluster), splits[cluster] as HybridUint)
  }

  /** Checks the state after the last number. */
  finish(): void {
    if (this.#state !== FINAL_STATE) throw new JxlError('the final state of the ANS decoder is wrong')
  }

  #token(cluster: number): number {
    const { aliasTables, prefixCodes } = this.#code
    const table = aliasTables[cluster]
    if (!table) {
      const code = prefixCodes[cluster]
      return code ? readPrefixSymbol(this.#reader, code) : 0
    }
    const state = this.#state
    const entry = table[state & 4095] as number
    const next = (Math.imul(1 + ((entry >>> 12) & 4095), state >>> 12) + (entry & 4095)) >>> 0
    this.#state = next < 65_536 ? ((next << 16) | this.#reader.read(16)) >>> 0 : next
    return entry >>> 24
  }

  #readOrCopy(cluster: number, lz77: Lz77): number {
    if (this.#copies === 0) {
      const token = this.#token(cluster)
      const split = this.#code.splits[cluster] as HybridUint
      if (token < lz77.minToken) return this.#remember(expand(this.#reader, token, split))
      this.#startCopy(expand(this.#reader, token - lz77.minToken, lz77.lengthSplit) + lz77.minLength)
    }
    this.#copies--
    return this.#remember(this.#window[this.#copyFrom++ & (WINDOW - 1)] ?? 0)
  }

  #startCopy(length: number): void {
    const { contextMap, splits } = this.#code
    const cluster = contextMap.at(-1) ?? 0
    const number = expand(this.#reader, this.#token(cluster), splits[cluster] as HybridUint)
    const special = this.#distances.length
    const distance = number < special ? (this.#distances[number] ?? 1) : number - special + 1
    this.#copyFrom = this.#count - Math.min(distance, this.#count, WINDOW)
    this.#copies = length
  }

  #remember(number: number): number {
    if (this.#count >= this.#window.length && this.#count < WINDOW) {
      const larger = new Uint32Array(Math.max(1024, 2 * this.#window.length))
      larger.set(this.#window)
      this.#window = larger
    }
    this.#window[this.#count++ & (WINDOW - 1)] = number
    return number
  }
}
