import { widths as evenWidths } from '../../../src/signing/sdk/widths.ts'
import { OPTIONS } from '../../../src/signing/url/options.ts'

const USUAL_WIDTH = 800
const SMALLEST = 320
const LARGEST = 10_000
const TOLERANCE = 0.25
const RATIOS = '1,2,3'

const NOT_GRANTED: readonly string[] = ['dpr', 'original', 'output', 'token', 'w']

function suggestedWidths(width: number): string {
  const max = Math.min(LARGEST, 2 * width)
  return evenWidths({ min: Math.min(SMALLEST, width), max, tolerance: TOLERANCE }).join()
}

/**
 * Returns the parameters for a grant that allows several sizes. It adds `widths`, or `dprs` if only
 * a height is given. An existing list is kept. If only a preset has a width, the grant repeats it,
 * because the preset's height is scaled with this width.
 *
 * @param preset parameters in the preset that `given` names
 */
export function grantParameters(
  given: ReadonlyMap<string, string>,
  preset: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> {
  const kept = new Map([...given].filter(([name]) => !NOT_GRANTED.includes(name)))
  if (kept.has('dprs')) return kept
  const has = (name: string) => kept.has(name) || preset.has(name)
  if (has('height') && !has('width')) return kept.set('dprs', RATIOS)
  const width = OPTIONS.width.parse(kept.get('width') ?? preset.get('width') ?? '')
  if (!kept.has('widths')) kept.set('widths', suggestedWidths(width ?? USUAL_WIDTH))
  const granted = OPTIONS.widths.parse(kept.get('widths') ?? '') ?? [USUAL_WIDTH]
  return kept.set('width', String(width ?? Math.max(...granted)))
}

/**
 * Returns the sizes that a client can choose after a grant's token: their parameter's name, their
 * values, and their unit in a `srcset` (`w` or `x`).
 */
export function candidates(given: ReadonlyMap<string, string>): {
  readonly name: 'w' | 'dpr'
  readonly unit: 'w' | 'x'
  readonly values: readonly number[]
} {
  const widths = OPTIONS.widths.parse(given.get('widths') ?? '')
  if (widths) return { name: 'w', unit: 'w', values: widths }
  return { name: 'dpr', unit: 'x', values: OPTIONS.dprs.parse(given.get('dprs') ?? '') ?? [] }
}
