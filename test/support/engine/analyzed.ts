import { type Analysis, type AnalysisRequest, analyze } from '../../../src/engine/analysis/analyze.ts'
import type { Box } from '../../../src/engine/picture/size.ts'
import { byteInput } from './byte-input.ts'
import { headerOf } from './decode-whole.ts'

/** Analyzes a file. The analysis reads it in three pieces. */
export function analyzed(
  file: Uint8Array,
  wanted: AnalysisRequest,
  redact: readonly Box[] = [],
): Promise<Analysis> {
  return analyze(byteInput(file, [700, 701]), headerOf(file), wanted, redact)
}
