import type { AliasTable } from './alias-table.ts'
import type { HybridUint } from './hybrid-uint.ts'
import type { PrefixCode } from './prefix-code.ts'

/** Copies of numbers that were decoded before (ISO/IEC 18181-1:2022, C.2). */
export interface Lz77 {
  /** First token of copies. */
  readonly minToken: number
  readonly minLength: number
  readonly lengthSplit: HybridUint
}

/** Everything that is read before the first symbol (ISO/IEC 18181-1:2022, C.2). */
export interface EntropyCode {
  readonly lz77: Lz77 | undefined
  /** Cluster for each context. With LZ77, the last context is for distances. */
  readonly contextMap: Uint8Array
  readonly splits: readonly HybridUint[]
  /** One of both lists is empty. */
  readonly prefixCodes: readonly PrefixCode[]
  readonly aliasTables: readonly AliasTable[]
}
