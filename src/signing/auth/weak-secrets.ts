import { Failure } from '../../errors.ts'
import { isRepetitive, PLACEHOLDER } from './keys.ts'
import type { ChosenForm } from './secret-forms.ts'
import { type SecretName, type Secrets, VARIABLES } from './secrets.ts'

/**
 * Minimum secret length in characters, or in bytes if it is written in hex. A shorter secret can be
 * found by trial from one signed URL.
 */
export const MIN_LENGTH = 16

/** Minimum length for a secret that `allow_weak_secrets` lists, in the unit of `MIN_LENGTH`. */
const MIN_WEAK_LENGTH = 8

/**
 * Published secrets that many deployments have copied: the default in thumbor's configuration, and
 * the key in imgproxy's examples.
 */
const PUBLISHED = /my.?secure.?key|943b421c9eb07c830af81030552c8600/i

const isPlaceholder = (text: string) => PLACEHOLDER.test(text) || PUBLISHED.test(text)

const CHOSEN: ReadonlyMap<SecretName, ChosenForm> = new Map(
  VARIABLES.flatMap(({ name, form }) => (form.kind === 'chosen' ? [[name, form] as const] : [])),
)

/** Secrets that `allow_weak_secrets` may list. */
export const CHOSEN_SECRETS: readonly SecretName[] = [...CHOSEN]
  .filter(([, { isPublic }]) => !isPublic)
  .map(([name]) => name)

/** Rule that a secret breaks, and its severity. */
interface Weakness {
  /** Rule text, which completes a sentence about the secret. */
  readonly rule: string
  /** `true` if the secret may be used when `allow_weak_secrets` lists it. */
  readonly isAdmissible: boolean
}

/**
 * Minimum length of a repetition that makes a secret weak: 4 characters (or hex bytes). The
 * repetition must also be at least a third of the secret (`REPEATED_SHARE`). One in about 400,000
 * random lower-case texts ends with a repetition of its first four letters.
 */
const REPEATED = 4
const REPEATED_SHARE = 1 / 3

/**
 * Returns `true` for a repetitive secret. Its end repeats its beginning, as in
 * `secretsecretsecret`, `mysecret-mysecret` and `1234567890123456`. Or one character or byte fills
 * at least a third of it, as in `secret1111111111`.
 */
function repeatsItself(parts: readonly string[]): boolean {
  const minParts = Math.max(REPEATED, Math.ceil(parts.length * REPEATED_SHARE))
  const starts = Array.from({ length: parts.length - minParts + 1 }, (_, start) => start)
  return starts.some(
    (start) =>
      (start > 0 && parts.slice(start).every((part, at) => part === parts[at])) ||
      parts.slice(start, start + minParts).every((part) => part === parts[start]),
  )
}

const textOf = (bytes: readonly string[]) =>
  String.fromCharCode(...bytes.map((byte) => Number.parseInt(byte, 16)))

function weaknessOf(form: ChosenForm, text: string): Weakness | undefined {
  const { pattern, expected, partsOf, unit, isPublic } = form
  const refused = (rule: string) => ({ rule, isAdmissible: false })
  const parts = partsOf(text)
  if (isPlaceholder(unit === 'bytes' ? text + textOf(parts) : text)) return refused('is a placeholder')
  if (!pattern.test(text)) return refused(`must consist of ${expected}`)
  if (isPublic) return undefined
  const short = `needs at least ${MIN_LENGTH} ${unit}, and has ${parts.length}`
  if (parts.length < MIN_WEAK_LENGTH) return refused(short)
  if (isRepetitive(parts) || repeatsItself(parts)) return refused(`repeats a few ${unit}`)
  return parts.length < MIN_LENGTH ? { rule: short, isAdmissible: true } : undefined
}

/**
 * Results of the strength check, by the secret's name. Each result is a sentence that names the
 * secret and never reveals its value.
 */
export interface Judgment {
  /** Faults of secrets that must not be used. */
  readonly faults: ReadonlyMap<SecretName, string>
  /** Notices about short secrets that `allow_weak_secrets` admits. */
  readonly admitted: ReadonlyMap<SecretName, string>
}

/**
 * Checks how strong other services' secrets are.
 * @param allowed the `allow_weak_secrets` field
 * @example judgeSecrets({ KEYCDN_SECRET: 'x' }, []).faults.get('KEYCDN_SECRET')
 *   // 'KEYCDN_SECRET needs at least 16 characters, and has 1'
 */
export function judgeSecrets(secrets: Secrets, allowed: readonly string[]): Judgment {
  const faults = new Map<SecretName, string>()
  const admitted = new Map<SecretName, string>()
  for (const [name, form] of CHOSEN) {
    const text = secrets[name]
    const weakness = text ? weaknessOf(form, text) : undefined
    if (!weakness) continue
    const isAdmitted = weakness.isAdmissible && allowed.includes(name)
    const rule = `${name} ${weakness.rule}`
    if (isAdmitted) admitted.set(name, `${rule}: allow_weak_secrets admits it`)
    else faults.set(name, weakness.isAdmissible ? `${rule}; allow_weak_secrets can admit it` : rule)
  }
  return { faults, admitted }
}

/**
 * Refuses a request if its zone needs a secret with a fault.
 * @param names secrets' names for the schemes that the zone accepts
 * @throws Failure misconfigured
 */
export function assertSound(names: readonly SecretName[], faults: ReadonlyMap<string, string> = new Map()) {
  const fault = names.map((name) => faults.get(name)).find((each) => each !== undefined)
  if (fault !== undefined) throw new Failure('misconfigured', undefined, fault)
}

/**
 * Returns the warnings for the log about weak or faulty secrets that zones need.
 * @param zones zone names, and the names of the secrets that each zone needs
 */
export function secretWarnings(
  zones: readonly { readonly name: string; readonly secrets: readonly SecretName[] }[],
  { faults, admitted }: Judgment,
): readonly string[] {
  const of = (judged: ReadonlyMap<string, string>, name: SecretName) => judged.get(name) ?? []
  const failing = zones.flatMap(({ name, secrets }) =>
    secrets.flatMap((secret) => of(faults, secret)).map((fault) => `zones.${name} answers 500: ${fault}`),
  )
  const needed = [...new Set(zones.flatMap(({ secrets }) => secrets))]
  return [...failing, ...needed.flatMap((secret) => of(admitted, secret))]
}
