import { isBelow } from '../url/addresses.ts'
import { isApart, isBelowClosed } from '../url/closed.ts'
import type { Intent } from '../url/intent.ts'
import { isRowName, OPTIONS, rowNameOf } from '../url/options.ts'
import { largestOutput, possibleFormats } from '../url/possible-outputs.ts'
import type { Wire } from '../url/wire.ts'
import type { KeyPolicy } from './key-policy.ts'
import { type Claims, deny } from './scheme.ts'

/** What a verified URL asks for. */
export interface Asked {
  /** What the URL itself gives, before presets. */
  readonly wire: Pick<Wire, 'signed' | 'free'>
  /** What becomes of the image, presets included; `undefined` for the original. */
  readonly intent: Intent | undefined
  /** Of the image below its zone, decoded and decrypted. */
  readonly path: string
  readonly claims: Claims
  /** Unix time in seconds. */
  readonly now: number
}

/** Parameters whose use is a parameter's that gives the same: `w` chooses a width. */
const STANDS_FOR: ReadonlyMap<string, string> = new Map([
  ['w', 'width'],
  ['widths', 'width'],
  ['dprs', 'dpr'],
])

/** The parameters that a policy can name: all but those that limit access, and those that choose among a signed list. */
export const OPERATIONS: readonly string[] = Object.keys(OPTIONS)
  .filter(isRowName)
  .filter((name) => OPTIONS[name].group !== 'access')

/** The files that a parameter of a URL names, by its row. */
const ADDRESSES: ReadonlyMap<string, (text: string) => readonly string[]> = new Map([
  ['olurl', (text: string) => [text]],
  ['olfont', (text: string) => OPTIONS.olfont.parse(text) ?? []],
])

/** The parameter that a policy names for one of a URL: the first layer's for those of all layers. */
const policedName = (name: string) => STANDS_FOR.get(name) ?? rowNameOf(name) ?? name

/** @returns what breaks the policy, a sentence without its subject, the key */
type PolicyRule = (policy: KeyPolicy, asked: Asked) => string | undefined

const lifetime: PolicyRule = ({ max_lifetime: most }, { claims: { expire }, now }) => {
  if (most === undefined || (expire !== undefined && expire - now <= most)) return undefined
  return `signs for ${most} seconds at most: the URL must have expire, no later than that`
}

/** A URL without parameters may mean the original, as one with `original` does. */
function operationsOf({ wire: { signed, free }, intent }: Asked): readonly string[] {
  const names = [...signed.keys(), ...free.keys()].map(policedName)
  const known = names.filter((name) => OPERATIONS.includes(name))
  return intent === undefined ? [...known, 'original'] : known
}

const operations: PolicyRule = ({ operations: allowed }, asked) => {
  const other = allowed && operationsOf(asked).find((name) => !allowed.includes(name))
  return other === undefined ? undefined : `may not use ${other}`
}

const paths: PolicyRule = ({ paths: allowed, foreign }, { wire: { signed }, path }) => {
  if (allowed && !isBelow(`/${path}`, allowed)) return 'may not show an image outside its paths'
  if (foreign.some((closed) => isBelowClosed(`/${path}`, closed)))
    return 'may not show an image of a zone that it may not be used in'
  for (const [name, text] of signed) {
    const addresses = ADDRESSES.get(rowNameOf(name) ?? '')?.(text) ?? []
    if (allowed && !addresses.every((address) => isBelow(address, allowed)))
      return `may not use a file outside its paths: ${name}`
    if (foreign.length > 0 && !addresses.every((address) => isApart(address, foreign)))
      return `may not use a file of a zone that it may not be used in: ${name}`
  }
  return undefined
}

const preset: PolicyRule = ({ preset: forced }, { intent }) =>
  forced !== undefined && intent === undefined ? 'has a preset, and gets no originals' : undefined

const size: PolicyRule = ({ max_width, max_height }, { intent }) => {
  if (max_width === undefined && max_height === undefined) return undefined
  if (!intent) return 'has a largest size, and gets no originals'
  if (intent.output === 'json') return undefined
  const { width, height } = largestOutput(intent)
  if (width > (max_width ?? width))
    return `gets ${max_width} pixels of width at most: the image could be wider`
  if (height > (max_height ?? height))
    return `gets ${max_height} pixels of height at most: the image could be higher`
  return undefined
}

const formats: PolicyRule = ({ formats: allowed }, { intent }) => {
  if (!allowed) return undefined
  if (!intent) return 'has a list of formats, and gets no originals'
  if (intent.output === 'json') return undefined
  const other = possibleFormats(intent).find((format) => !allowed.includes(format))
  return other && `gets ${allowed.join(', ')}: the image could be ${other}`
}

const RULES: readonly PolicyRule[] = [lifetime, operations, paths, preset, size, formats]

/**
 * Checks what a verified URL asks for against the policy of the key that signed it. Parameters and addresses are those of the
 * URL itself, size and format those of the result, presets included. Zones are checked with the signature.
 * @throws Failure forbidden
 */
export function assertPolicy(policy: KeyPolicy, asked: Asked): void {
  for (const rule of RULES) {
    const breach = rule(policy, asked)
    if (breach !== undefined) deny(`the key ${policy.id} ${breach}`)
  }
}
