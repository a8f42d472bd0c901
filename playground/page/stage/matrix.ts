import { signal } from '@preact/signals'
import { parseInfo } from '../../../src/edge/cache/info.ts'
import type { PlanAnswer, Problem } from '../../protocol.ts'
import { measure, toProblem } from '../api.ts'
import { computingTime, parseServerTiming } from './answer.ts'
import { compareLuma, type Luma, readLuma } from './compare.ts'
import { type Encoding, encodedAs, withParameters } from './derived-targets.ts'

/** Row in the comparison: the result of encoding the target in one format and quality. */
export interface MatrixRow extends Encoding {
  readonly state: 'waiting' | 'running' | 'done' | 'refused'
  readonly bytes?: number
  /** Frame count in the result. */
  readonly frames?: number
  /** CPU time in milliseconds, summed over the stages that compute. */
  readonly ms?: number
  /** SSIM against the target's lossless PNG. */
  readonly ssim?: number
  readonly problem?: Problem
}

export interface Matrix {
  readonly target: string
  /** Facts about the target's source. `undefined` if they were unknown at the start. */
  readonly source: PlanAnswer['source'] | undefined
  readonly running: boolean
  readonly rows: readonly MatrixRow[]
}

export const matrix = signal<Matrix | undefined>(undefined)

let cancelled = new AbortController()

/** Stops the format comparison. Finished rows are kept. */
export function cancelMatrix(): void {
  cancelled.abort()
  const now = matrix.peek()
  if (!now?.running) return
  const rows = now.rows.map((row) => (row.state === 'running' ? { ...row, state: 'waiting' as const } : row))
  matrix.value = { ...now, rows, running: false }
}

/** Ends the comparison. Its rows are kept if all are finished. */
export function closeMatrix(): void {
  cancelMatrix()
  if (matrix.peek()?.rows.some(({ state }) => state === 'waiting')) matrix.value = undefined
}

async function fill(
  target: string,
  row: MatrixRow,
  reference: Luma | undefined,
  signal: AbortSignal,
): Promise<{ readonly row: MatrixRow; readonly luma?: Luma }> {
  try {
    const response = await measure(withParameters(target, encodedAs(row.format, row.quality)), signal)
    const ms = computingTime(parseServerTiming(response.headers.get('server-timing')))
    const blob = await response.blob()
    // Some browsers do not show JPEG XL. Its row then has no SSIM.
    const luma = await readLuma(blob).catch(() => undefined)
    const lossless = row.format === 'png'
    const ssim = lossless ? 1 : reference && luma && (await compareLuma(reference, luma, signal))
    const done: MatrixRow = {
      ...row,
      state: 'done',
      bytes: blob.size,
      frames: parseInfo(response.headers.get('x-ip-info')).frames ?? 1,
      ms,
      ...(ssim !== undefined && { ssim }),
    }
    return lossless && luma ? { row: done, luma } : { row: done }
  } catch (error) {
    signal.throwIfAborted()
    return { row: { ...row, state: 'refused', problem: toProblem(error) } }
  }
}

/**
 * Measures the target in each encoding, one after another. Each row is shown when it is finished.
 * PNG must come first, because it is the reference for the other rows' SSIM.
 */
export async function runMatrix(
  { target, source }: Pick<Matrix, 'target' | 'source'>,
  encodings: readonly Encoding[],
): Promise<void> {
  cancelled.abort()
  cancelled = new AbortController()
  const { signal } = cancelled
  let rows: readonly MatrixRow[] = encodings.map((encoding) => ({ ...encoding, state: 'waiting' }))
  const show = (running: boolean) => {
    matrix.value = { target, source, running, rows }
  }
  const replace = (at: number, next: MatrixRow) => {
    rows = rows.with(at, next)
    show(true)
  }
  let reference: Luma | undefined
  try {
    for (const [at, row] of rows.entries()) {
      replace(at, { ...row, state: 'running' })
      const filled = await fill(target, row, reference, signal)
      signal.throwIfAborted()
      reference = filled.luma ?? reference
      replace(at, filled.row)
    }
    show(false)
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
