import * as v from 'valibot'
import { type Analysis, analyze, type Wanted } from '../../src/image/analyze.ts'
import { assertLimits, type Decodable } from '../../src/image/plan.ts'
import { LimitsTable } from '../../src/limits.ts'
import type { Box } from '../../src/ops/orientation.ts'
import { byteInput } from './byte-input.ts'
import { headerOf } from './whole.ts'

const LIMITS = v.parse(LimitsTable, {})

export function decodableOf(file: Uint8Array): Decodable {
  const header = headerOf(file)
  assertLimits(header, LIMITS)
  return header
}

/** What is found out of a file that arrives in pieces. */
export function analyzed(file: Uint8Array, wanted: Wanted, redact: readonly Box[] = []): Promise<Analysis> {
  return analyze(byteInput(file, [700, 701]), decodableOf(file), wanted, redact)
}
