import { formatQuery } from '../src/signing/url/canonical.ts'
import { OPTIONS } from '../src/signing/url/options.ts'
import { formatOptions, parseOptions, refuseValue } from '../src/signing/url/parameters.ts'
import { parseWire, type Wire } from '../src/signing/url/wire.ts'
import { refuse } from './command.ts'

/**
 * Width or pixel-ratio lists for a `srcset`, as the user typed them. With the signed URL, a client
 * can choose any entry.
 */
export interface Wanted {
  readonly widths: string | undefined
  readonly dprs: string | undefined
}

function readList(name: 'widths' | 'dprs', text: string | undefined): readonly number[] | undefined {
  if (text === undefined) return undefined
  return OPTIONS[name].parse(text) ?? refuseValue(name, text)
}

/**
 * Adds the candidate lists `widths` or `dprs` to a URL's signed query. If `widths` is added and the
 * query has no `width`, the largest candidate becomes `width`.
 * @throws Failure bad-parameter: both lists are given, a list is malformed, the query already has a
 *   list, or the query lacks the width or height that a list needs
 */
export function withCandidates(wire: Wire, { widths: wideText, dprs: ratioText }: Wanted): Wire {
  const [widths, dprs] = [readList('widths', wideText), readList('dprs', ratioText)]
  if (!widths && !dprs) return wire
  if (widths && dprs) refuse('--widths and --dprs cannot be combined: a srcset has one kind of descriptor')
  const twice = ['widths', 'dprs'].find((name) => wire.signed.has(name))
  if (twice) refuse(`${twice}: the query already has it; remove it there, or leave out the flag`)
  const [hasWidth, hasHeight] = [wire.signed.has('width'), wire.signed.has('height')]
  if (widths && !hasWidth && hasHeight)
    refuse('height needs width: w replaces the width, and height is scaled with it')
  if (dprs && !hasWidth && !hasHeight) refuse('--dprs needs width or height')
  const added = formatOptions({
    ...(widths && !hasWidth && { width: Math.max(...widths) }),
    ...(widths && { widths }),
    ...(dprs && { dprs }),
  })
  const query = [wire.query, formatQuery(added)].filter((part) => part !== '').join('&')
  return { ...wire, query, signed: new Map([...wire.signed, ...added]) }
}

/**
 * Returns a `srcset` attribute's value: one signed URL for each candidate.
 * @throws Failure bad-parameter: the URL has no candidates
 */
export function srcsetOf(url: string): string {
  const { widths, dprs } = parseOptions(parseWire(url).signed)
  if (widths) return widths.map((width) => `${url}&w=${width} ${width}w`).join(', ')
  if (dprs) return dprs.map((ratio) => `${url}&dpr=${ratio} ${ratio}x`).join(', ')
  return refuse('--srcset needs --widths or --dprs')
}
