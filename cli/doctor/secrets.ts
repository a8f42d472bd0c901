import { Failure } from '../../src/errors.ts'
import { parseKeys } from '../../src/signing/auth/keys.ts'
import { KEY_LISTS, REQUIRED_SECRETS, SECRET_NAMES, secretNeeds } from '../../src/signing/auth/secrets.ts'
import { judgeSecrets } from '../../src/signing/auth/weak-secrets.ts'
import { INVOKE } from '../invocation.ts'
import type { Check } from './check.ts'
import { type Setup, textsOf } from './setup.ts'

interface Need {
  readonly secret: string
  /** Text that names the field or zone that needs the secret. */
  readonly by: string
}

/** Returns the secrets that the Worker needs, without duplicates. */
function needsOf({ zones }: Setup): readonly Need[] {
  const required = REQUIRED_SECRETS.map((secret) => ({ secret, by: `the Worker needs ${secret}` }))
  const ofZones = zones.flatMap((zone) =>
    secretNeeds(zone).map(({ secret, field, scheme }) => {
      const user = `zones.${zone.name}.${field}${scheme ? `: ${scheme}` : ''}`
      return { secret, by: `${user} needs ${secret}` }
    }),
  )
  const ofSources = zones.flatMap(({ name, credentials }) => {
    if (!credentials) return []
    const { secret } = credentials
    return [{ secret, by: `zones.${name}.credentials: the source needs ${secret}` }]
  })
  const all: readonly Need[] = [...required, ...ofZones, ...ofSources]
  return all.filter(({ secret }, index) => all.findIndex((need) => need.secret === secret) === index)
}

/**
 * Finds secrets that the Worker needs, but the list `required` of `[secrets]` does not contain.
 * wrangler would deploy the Worker without them, and it would answer every request with 500.
 */
function undeclaredSecrets(setup: Setup): readonly string[] {
  return needsOf(setup)
    .filter(({ secret }) => !setup.required.includes(secret))
    .map(({ by }) => `${by}, which is missing from required in [secrets]`)
}

/** Finds secrets that the Worker needs and `required` lists, but `.dev.vars` does not contain. */
function missingLocally(setup: Setup): readonly string[] {
  const { stored, required } = setup
  if (!stored) return []
  return needsOf(setup)
    .filter(({ secret }) => required.includes(secret) && !stored[secret])
    .map(({ by }) => `${by}, which .dev.vars does not have`)
}

/** Finds secrets in `wrangler.toml`, which is usually committed. */
function publishedSecrets(setup: Setup): readonly string[] {
  const needed = needsOf(setup).map(({ secret }) => secret)
  return [...new Set<string>([...SECRET_NAMES, ...needed])]
    .filter((secret) => secret in setup.vars)
    .map((secret) => `vars.${secret}: ${setup.shown} contains a secret`)
}

/**
 * Finds placeholder, malformed, short and repetitive keys, and keys that are listed under two ids.
 */
function faultyKeysOf(secret: string, text: string): readonly string[] {
  try {
    const keys = parseKeys(text, secret).map(({ id, bytes }) => ({ id, text: String(bytes) }))
    return keys.flatMap(({ id, text: bytes }, index) => {
      const first = keys.findIndex((key) => key.text === bytes)
      return first < index ? [`${secret}: key ${id} is the same as key ${keys[first]?.id}`] : []
    })
  } catch (error) {
    if (error instanceof Failure)
      return [error.message.replace(/; make one with .*$/, '').replace(':', ' of .dev.vars:')]
    throw error
  }
}

const faultyKeys = ({ stored }: Setup): readonly string[] =>
  KEY_LISTS.flatMap((secret) => {
    const text = stored?.[secret]
    return text ? faultyKeysOf(secret, text) : []
  })

/** Finds weak or malformed secrets of other services in `.dev.vars`. */
const judged = ({ stored, vars }: Setup) => judgeSecrets(stored ?? {}, textsOf(vars['allow_weak_secrets']))

const weakSecrets = (setup: Setup): readonly string[] => [...judged(setup).faults.values()]

const admittedSecrets = (setup: Setup): readonly string[] => [...judged(setup).admitted.values()]

/** Checks on secrets and on the files that contain them. */
export const SECRET_CHECKS: readonly Check<Setup>[] = [
  {
    name: 'key',
    severity: 'error',
    about: 'a placeholder, malformed, short, repetitive or repeated key in `.dev.vars`',
    mend: `Make one with ${INVOKE.run('keygen')}, and check that the deployed Worker has no such key either.`,
    find: faultyKeys,
  },
  {
    name: 'weak',
    severity: 'error',
    about:
      'a placeholder, malformed, short or repetitive secret of another service in `.dev.vars`: its zones answer 500',
    mend: 'Change it at the service and here, or list a short one in allow_weak_secrets until the move is over.',
    find: weakSecrets,
  },
  {
    name: 'secret',
    severity: 'error',
    about: 'a secret that a zone needs and `[secrets]` does not require: wrangler would deploy without it',
    mend: `Add it to the list, and set it with npx wrangler secret put; locally: .dev.vars. ${INVOKE.run('keygen')} makes a signing key.`,
    find: undeclaredSecrets,
  },
  {
    name: 'published',
    severity: 'error',
    about: 'a secret in the configuration file',
    mend: 'Remove the line, and set a new one with npx wrangler secret put.',
    find: publishedSecrets,
  },
  {
    name: 'admitted',
    severity: 'warning',
    about: 'a secret of fewer than 16 characters that `allow_weak_secrets` admits',
    mend: 'End the move soon: whoever has one signed URL may find the secret by trying, and sign anything with it.',
    find: admittedSecrets,
  },
  {
    name: 'local',
    severity: 'warning',
    about: 'a secret that a zone needs and `.dev.vars` lacks',
    mend: 'Add it: the local Worker does not start without it.',
    find: missingLocally,
  },
]
