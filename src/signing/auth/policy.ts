import { isBelow } from '../url/addresses.ts'
import { isApart, isBelowClosed } from '../url/closed.ts'
import type { Intent } from '../url/intent.ts'
import { isRowName, OPTIONS, rowNameOf } from '../url/options.ts'
import { largestOutput, possibleFormats } from '../url/possible-outputs.ts'
import type { Wire } from '../url/wire.ts'
import type { KeyPolicy } from './key-policy.ts'
import { type Claims, deny } from './scheme.ts'

/** Verified request that is checked against the policy of its key. */
export interface Asked {
  /** Parameters of the URL itself, before presets. */
  readonly wire: Pick<Wire, 'signed' | 'free'>
  /** Operations on the image, with presets applied; `undefined` for the original. */
  readonly intent: Omit<Intent, 'mark'> | undefined
  /** Path of the image below its zone, decoded and decrypted. */
  readonly path: string
  readonly claims: Claims
  /** Unix time in seconds at which the request arrived. */
  readonly now: number
}

/** Aliases: a policy for `width` also applies to `w` and `widths`. */
const STANDS_FOR: ReadonlyMap<string, string> = new Map([
  ['w', 'width'],
  ['widths', 'width'],
  ['dprs', 'dpr'],
])

/**
 * Parameters that a policy can list. Access parameters are not among them: claims, and `w`,
 * `widths` and `dprs`, to which the rules for `width` and `dpr` apply.
 */
export const OPERATIONS: readonly string[] = Object.keys(OPTIONS)
  .filter(isRowName)
  .filter((name) => OPTIONS[name].group !== 'access')

/**
 * Parsers for the parameters that name files, by the parameter row's name. Each returns the files'
 * addresses.
 */
const ADDRESSES: ReadonlyMap<string, (text: string) => readonly string[]> = new Map([
  ['olurl', (text: string) => [text]],
  ['olfont', (text: string) => OPTIONS.olfont.parse(text) ?? []],
])

/**
 * Returns the name by which a policy lists a parameter. A parameter in any overlay layer has the
 * name of the same parameter in the first layer: `olurl` for `ol2url`.
 */
const policedName = (name: string) => STANDS_FOR.get(name) ?? rowNameOf(name) ?? name

/**
 * Rule of a policy that checks a request.
 * @returns the rest of the sentence "the key k1 …" if the request breaks the rule; otherwise
 *   `undefined`
 */
type PolicyRule = (policy: KeyPolicy, asked: Asked) => string | undefined

const lifetime: PolicyRule = ({ max_lifetime: maxSeconds }, { claims: { expire }, now }) => {
  if (maxSeconds === undefined || (expire !== undefined && expire - now <= maxSeconds)) return undefined
  return `may sign for at most ${maxSeconds} seconds: the URL must have expire within that time`
}

/**
 * Returns the names by which a policy lists the parameters of a URL. If the URL asks for the
 * original, the result contains `original`, even if the URL has no parameters.
 */
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
  forced !== undefined && intent === undefined ? 'has a preset, and may not sign originals' : undefined

const size: PolicyRule = ({ max_width, max_height }, { intent }) => {
  if (max_width === undefined && max_height === undefined) return undefined
  if (!intent) return 'has a maximum width or height, and may not sign originals'
  if (intent.output === 'json') return undefined
  const { width, height } = largestOutput(intent)
  if (width > (max_width ?? width))
    return `may sign at most ${max_width} pixels of width: the image could be wider`
  if (height > (max_height ?? height))
    return `may sign at most ${max_height} pixels of height: the image could be taller`
  return undefined
}

const formats: PolicyRule = ({ formats: allowed }, { intent }) => {
  if (!allowed) return undefined
  if (!intent) return 'has a list of formats, and may not sign originals'
  if (intent.output === 'json') return undefined
  const other = possibleFormats(intent).find((format) => !allowed.includes(format))
  return other && `may only sign ${allowed.join(', ')}: the image could be ${other}`
}

const RULES: readonly PolicyRule[] = [lifetime, operations, paths, preset, size, formats]

/**
 * Checks a verified request against the policy of the key that signed it. The rules for parameters
 * and addresses apply to the URL itself. The rules for width, height and format apply to the
 * result, presets included. The zone has already been checked with the signature.
 * @throws Failure forbidden
 */
export function assertPolicy(policy: KeyPolicy, asked: Asked): void {
  for (const rule of RULES) {
    const breach = rule(policy, asked)
    if (breach !== undefined) deny(`the key ${policy.id} ${breach}`)
  }
}
