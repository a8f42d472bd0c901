import { formatQuery } from '../src/signing/url/canonical.ts'
import { OPTIONS } from '../src/signing/url/options.ts'
import { formatOptions, parseOptions, refuseValue } from '../src/signing/url/parameters.ts'
import { parseWire, type Wire } from '../src/signing/url/wire.ts'
import { refuse } from './command.ts'

/** What a signer asks for besides the URL. */
export interface Wanted {
  readonly widths: string | undefined
  readonly dprs: string | undefined
}

function readList(name: 'widths' | 'dprs', text: string | undefined): readonly number[] | undefined {
  if (text === undefined) return undefined
  return OPTIONS[name].parse(text) ?? refuseValue(name, text)
}

/**
 * Adds to a URL the candidates that may follow its token, and `width`, the largest of `widths`, where it has none.
 * @throws Failure bad-parameter: both kinds, a malformed list, one that the query already has, or no size for it
 */
export function withCandidates(wire: Wire, { widths: wideText, dprs: ratioText }: Wanted): Wire {
  const [widths, dprs] = [readList('widths', wideText), readList('dprs', ratioText)]
  if (!widths && !dprs) return wire
  if (widths && dprs) refuse('--widths and --dprs cannot be combined: a srcset has one kind of descriptor')
  const twice = ['widths', 'dprs'].find((name) => wire.signed.has(name))
  if (twice) refuse(`${twice}: the query already has it`)
  const { width, height } = parseOptions(wire.signed)
  if (widths && width === undefined && height !== undefined)
    refuse('height needs width, which w replaces and height is scaled with')
  if (dprs && width === undefined && height === undefined) refuse('--dprs needs width or height')
  const added = formatOptions({
    ...(widths && width === undefined && { width: Math.max(...widths) }),
    ...(widths && { widths }),
    ...(dprs && { dprs }),
  })
  const query = [wire.query, formatQuery(added)].filter((part) => part !== '').join('&')
  return { ...wire, query, signed: new Map([...wire.signed, ...added]) }
}

/**
 * The value of a `srcset` attribute: the candidates of a signed URL.
 * @throws Failure bad-parameter: the URL has none
 */
export function srcsetOf(url: string): string {
  const { widths, dprs } = parseOptions(parseWire(url).signed)
  if (widths) return widths.map((width) => `${url}&w=${width} ${width}w`).join(', ')
  if (dprs) return dprs.map((ratio) => `${url}&dpr=${ratio} ${ratio}x`).join(', ')
  return refuse('--srcset needs --widths or --dprs')
}
