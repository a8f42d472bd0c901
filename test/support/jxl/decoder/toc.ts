import type { BitReader } from './bits.ts'
import { bits, readU32 } from './fields.ts'
import { JxlError } from './jxl-error.ts'
import { openPermutations, readPermutation } from './permutation.ts'

/** Bytes of a section in the codestream. */
export interface SectionBytes {
  readonly from: number
  readonly to: number
}

/** Maximum number of sections. */
const MAX_SECTIONS = 65_536

function readOrder(reader: BitReader, count: number): number[] | undefined {
  if (!reader.bool()) return undefined
  const symbols = openPermutations(reader)
  const order = readPermutation(symbols, count, 0)
  symbols.finish()
  return order
}

/**
 * Reads the table of contents (ISO/IEC 18181-1:2022, F.3). Sections come in their logical order: LF
 * global, LF groups, HF global, groups.
 * @returns the bytes of each section. The first one begins where the reader is after the call.
 */
export function readToc(reader: BitReader, count: number): SectionBytes[] {
  if (count > MAX_SECTIONS) throw new JxlError(`there are ${count} sections`)
  const order = readOrder(reader, count)
  reader.align()
  const sizes = Array.from({ length: count }, () =>
    readU32(reader, bits(10), bits(14, 1024), bits(22, 17_408), bits(30, 4_211_712)),
  )
  reader.align()
  let at = reader.at / 8
  const placed = sizes.map((size): SectionBytes => {
    const from = at
    at += size
    return { from, to: at }
  })
  if (8 * at > reader.end) throw new JxlError(`the sections end at byte ${at}, after the data`)
  return placed.map((section, id) => placed[order?.[id] ?? id] ?? section)
}
