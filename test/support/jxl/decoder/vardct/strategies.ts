import { JxlError } from '../jxl-error.ts'

/** Varblock transform (ISO/IEC 18181-1:2022, annex I). */
export interface Strategy {
  readonly kind: 'dct' | 'identity' | 'dct2' | 'dct4' | 'dct4x8' | 'dct8x4' | 'afv'
  /** Size in blocks. */
  readonly columns: number
  readonly rows: number
  /** Number of the coefficient order. */
  readonly order: number
  /** Number of the quantization table. */
  readonly table: number
  /** Corner that AFV treats apart: 1 for the right one, and 2 for the lower one. */
  readonly corner: number
}

const strategy = (
  kind: Strategy['kind'],
  columns: number,
  rows: number,
  order: number,
  table: number,
  corner = 0,
): Strategy => ({ kind, columns, rows, order, table, corner })

/** Strategies by their number, without those of 128 and 256 pixels. */
const STRATEGIES: readonly Strategy[] = [
  strategy('dct', 1, 1, 0, 0),
  strategy('identity', 1, 1, 1, 1),
  strategy('dct2', 1, 1, 1, 2),
  strategy('dct4', 1, 1, 1, 3),
  strategy('dct', 2, 2, 2, 4),
  strategy('dct', 4, 4, 3, 5),
  strategy('dct', 1, 2, 4, 6),
  strategy('dct', 2, 1, 4, 6),
  strategy('dct', 1, 4, 5, 7),
  strategy('dct', 4, 1, 5, 7),
  strategy('dct', 2, 4, 6, 8),
  strategy('dct', 4, 2, 6, 8),
  strategy('dct4x8', 1, 1, 1, 9),
  strategy('dct8x4', 1, 1, 1, 9),
  strategy('afv', 1, 1, 1, 10, 0),
  strategy('afv', 1, 1, 1, 10, 1),
  strategy('afv', 1, 1, 1, 10, 2),
  strategy('afv', 1, 1, 1, 10, 3),
  strategy('dct', 8, 8, 7, 11),
  strategy('dct', 4, 8, 8, 12),
  strategy('dct', 8, 4, 8, 12),
]

/** Number of strategies in the standard. */
const COUNT = 27

export function strategyOf(code: number): Strategy {
  const found = STRATEGIES[code]
  if (found) return found
  if (code >= 0 && code < COUNT)
    throw new JxlError(`not supported: the strategy ${code} of 128 or 256 pixels`)
  throw new JxlError(`the strategy ${code} is unknown`)
}

/**
 * Columns and rows in blocks of each coefficient order. There are at least as many columns as rows.
 */
export const ORDER_SIZES: readonly (readonly [columns: number, rows: number])[] = [
  [1, 1],
  [1, 1],
  [2, 2],
  [4, 4],
  [2, 1],
  [4, 1],
  [4, 2],
  [8, 8],
  [8, 4],
  [16, 16],
  [16, 8],
  [32, 32],
  [32, 16],
]

/** Rows and columns in blocks of each quantization table. */
export const TABLE_SIZES: readonly (readonly [rows: number, columns: number])[] = [
  [1, 1],
  [1, 1],
  [1, 1],
  [1, 1],
  [2, 2],
  [4, 4],
  [1, 2],
  [1, 4],
  [2, 4],
  [1, 1],
  [1, 1],
  [8, 8],
  [4, 8],
  [16, 16],
  [8, 16],
  [32, 32],
  [16, 32],
]
