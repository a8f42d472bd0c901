import { Failure } from '../../errors.ts'
import { isRepetitive, PLACEHOLDER } from './keys.ts'
import type { SecretName } from './scheme.ts'

/** A secret of another service's scheme: its owner chose it, and perhaps a short one. */
export type OtherSecret = Exclude<SecretName, 'SIGNING_KEYS'>

/** Fewest characters, or bytes of a key in hex. Anyone with a signed URL can find a shorter secret by trying. */
const MIN_LENGTH = 16

/** The same for a secret that `allow_weak_secrets` lists. */
const MIN_WEAK_LENGTH = 8

/** The default of thumbor's configuration, and the key of imgproxy's examples, which many settings have copied. */
const PUBLISHED = /my.?secure.?key|943b421c9eb07c830af81030552c8600/i

const isPlaceholder = (text: string) => PLACEHOLDER.test(text) || PUBLISHED.test(text)

interface Form {
  readonly pattern: RegExp
  readonly expected: string
  /** The parts that count: characters, or bytes of hex. */
  readonly partsOf: (text: string) => readonly string[]
  readonly unit: 'characters' | 'bytes'
}

const characters = { partsOf: (text: string) => [...text], unit: 'characters' } as const

const ANY: Form = { ...characters, pattern: /^/, expected: 'any characters' }

const HEX: Form = {
  pattern: /^(?:[0-9A-Fa-f]{2})+$/,
  expected: 'hex digits, one key without commas',
  partsOf: (text) => text.toLowerCase().match(/../g) ?? [],
  unit: 'bytes',
}

const FORMS: Readonly<Record<OtherSecret, Form>> = {
  KEYCDN_SECRET: ANY,
  IMGPROXY_KEY: HEX,
  IMGPROXY_SALT: HEX,
  IMGIX_TOKEN: { ...characters, pattern: /^[A-Za-z0-9]+$/, expected: 'letters and digits' },
  THUMBOR_KEY: ANY,
}

/** Secrets that `allow_weak_secrets` may list. A salt is not secret, so any salt is strong enough. */
export const CHOSEN_SECRETS = ['KEYCDN_SECRET', 'IMGPROXY_KEY', 'IMGIX_TOKEN', 'THUMBOR_KEY'] as const

export type ChosenSecret = (typeof CHOSEN_SECRETS)[number]

const OTHER_SECRETS = Object.keys(FORMS) as readonly OtherSecret[]

/** The secrets that are set, by their names. */
export type OtherSecrets = { readonly [Name in OtherSecret]?: string | undefined }

/** A rule that a secret breaks. */
interface Weakness {
  /** A sentence whose subject is the secret. */
  readonly rule: string
  /** `true` if `allow_weak_secrets` admits the secret. */
  readonly isAdmissible: boolean
}

const isChosen = (name: OtherSecret): name is ChosenSecret => CHOSEN_SECRETS.some((each) => each === name)

/** Fewest parts that count as repeated, and their share. Of random texts of small letters one in 400,000 begins anew with so many. */
const REPEATED = 4
const REPEATED_SHARE = 1 / 3

/**
 * `true` if the parts begin anew, such as `secretsecretsecret`, `mysecret-mysecret` and `1234567890123456`, or are filled up with
 * one of them, such as `secret1111111111`.
 */
function repeatsItself(parts: readonly string[]): boolean {
  const least = Math.max(REPEATED, Math.ceil(parts.length * REPEATED_SHARE))
  const starts = Array.from({ length: parts.length - least + 1 }, (_, start) => start)
  return starts.some(
    (start) =>
      (start > 0 && parts.slice(start).every((part, at) => part === parts[at])) ||
      parts.slice(start, start + least).every((part) => part === parts[start]),
  )
}

const textOf = (bytes: readonly string[]) =>
  String.fromCharCode(...bytes.map((byte) => Number.parseInt(byte, 16)))

function weaknessOf(name: OtherSecret, text: string): Weakness | undefined {
  const { pattern, expected, partsOf, unit } = FORMS[name]
  const refused = (rule: string) => ({ rule, isAdmissible: false })
  const parts = partsOf(text)
  if (isPlaceholder(unit === 'bytes' ? text + textOf(parts) : text)) return refused('is a placeholder')
  if (!pattern.test(text)) return refused(`must consist of ${expected}`)
  if (!isChosen(name)) return undefined
  const short = `needs at least ${MIN_LENGTH} ${unit}, and has ${parts.length}`
  if (parts.length < MIN_WEAK_LENGTH) return refused(short)
  if (isRepetitive(parts) || repeatsItself(parts)) return refused(`repeats a few ${unit}`)
  return parts.length < MIN_LENGTH ? { rule: short, isAdmissible: true } : undefined
}

/** Results by secret. Each is a sentence that names the secret and never its value. */
export interface Judgement {
  /** Secrets that must not be used. */
  readonly faults: ReadonlyMap<OtherSecret, string>
  /** Short secrets that `allow_weak_secrets` admits. */
  readonly admitted: ReadonlyMap<OtherSecret, string>
}

/**
 * Judges the secrets of other services.
 * @param allowed `allow_weak_secrets`
 * @example judgeSecrets({ KEYCDN_SECRET: 'x' }, []).faults.get('KEYCDN_SECRET')
 *   // 'KEYCDN_SECRET needs at least 16 characters, and has 1'
 */
export function judgeSecrets(secrets: OtherSecrets, allowed: readonly string[]): Judgement {
  const faults = new Map<OtherSecret, string>()
  const admitted = new Map<OtherSecret, string>()
  for (const name of OTHER_SECRETS) {
    const text = secrets[name]
    const weakness = text ? weaknessOf(name, text) : undefined
    if (!weakness) continue
    const isAdmitted = weakness.isAdmissible && allowed.includes(name)
    const rule = `${name} ${weakness.rule}`
    if (isAdmitted) admitted.set(name, `${rule}: allow_weak_secrets admits it`)
    else faults.set(name, weakness.isAdmissible ? `${rule}; allow_weak_secrets can admit it` : rule)
  }
  return { faults, admitted }
}

/**
 * Refuses the URLs of a zone one of whose secrets must not be used.
 * @param names secrets of the schemes that the zone accepts
 * @throws Failure misconfigured
 */
export function assertSound(names: readonly SecretName[], faults: ReadonlyMap<string, string> = new Map()) {
  const fault = names.map((name) => faults.get(name)).find((each) => each !== undefined)
  if (fault !== undefined) throw new Failure('misconfigured', undefined, fault)
}

/**
 * Warnings for the log about secrets that zones need.
 * @param zones names, and the secrets of the schemes that they list
 */
export function secretWarnings(
  zones: readonly { readonly name: string; readonly secrets: readonly SecretName[] }[],
  { faults, admitted }: Judgement,
): readonly string[] {
  const of = (judged: ReadonlyMap<string, string>, name: SecretName) => judged.get(name) ?? []
  const failing = zones.flatMap(({ name, secrets }) =>
    secrets.flatMap((secret) => of(faults, secret)).map((fault) => `zones.${name} answers 500: ${fault}`),
  )
  const needed = [...new Set(zones.flatMap(({ secrets }) => secrets))]
  return [...failing, ...needed.flatMap((secret) => of(admitted, secret))]
}
