import { isOptionName, rowOf } from '../../../src/signing/url/options.ts'
import { withoutToken } from '../target-text.ts'

/** URL part's purpose. `separator` is a separator (`?` or `&`). */
export type PartKind = 'origin' | 'path' | 'parameter' | 'grant' | 'claim' | 'token' | 'free' | 'separator'

/** A URL part as it is written. */
export interface Part {
  readonly kind: PartKind
  readonly text: string
  /** Parameter name, if the part is a parameter. */
  readonly name?: string
}

const GRANTS: readonly string[] = ['widths', 'dprs']

/** Returns a parameter's kind if the URL contains it before the token. */
export function kindOf(name: string): 'parameter' | 'grant' | 'claim' {
  if (GRANTS.includes(name)) return 'grant'
  return isOptionName(name) && rowOf(name).group === 'access' ? 'claim' : 'parameter'
}

const separator = (text: string): Part => ({ kind: 'separator', text })

function pairs(query: string): Part[] {
  let signed = true
  return query.split('&').flatMap((text, index): Part[] => {
    const name = text.split('=', 1)[0] ?? ''
    const kind: PartKind = name === 'token' ? 'token' : signed ? kindOf(name) : 'free'
    if (name === 'token') signed = false
    return [separator(index === 0 ? '?' : '&'), { kind, text, name }]
  })
}

/**
 * Splits a URL into its parts. Joined again, the parts' texts are the URL.
 *
 * @param origin may be empty
 * @param rest path and query
 * @example anatomy('http://127.0.0.1:8787', '/a.jpg?width=9&token=…&w=4').map(({ kind }) => kind)
 * // ['origin', 'path', 'separator', 'parameter', 'separator', 'token', 'separator', 'free']
 */
export function anatomy(origin: string, rest: string): Part[] {
  const at = rest.indexOf('?')
  const path = at < 0 ? rest : rest.slice(0, at)
  const parts: Part[] = [
    { kind: 'origin', text: origin },
    { kind: 'path', text: path },
  ]
  return at < 0 ? parts : [...parts, ...pairs(rest.slice(at + 1))]
}

/**
 * Converts a pasted URL or target to a target. It removes the origin, and the token with everything
 * after it.
 */
export function toTarget(text: string): string {
  return withoutToken(text.trim().replace(/^https?:\/\/[^/?#]+/, ''))
}
