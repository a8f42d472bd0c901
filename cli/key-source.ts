import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { parseEnv } from 'node:util'
import { Failure, misconfigured } from '../src/errors.ts'
import { EMPTY_KEYRING, type Keyring } from '../src/signing/auth/keyring.ts'
import type { AnyScheme } from '../src/signing/auth/schemes.ts'
import { namesOf, type SecretName } from '../src/signing/auth/secrets.ts'
import { attempt } from './attempt.ts'
import type { ProjectIo, ProjectPlace } from './project-place.ts'
import { secretFault } from './secret-fault.ts'

type Environment = Pick<ProjectIo, 'env' | 'project' | 'err'>

/** Places in which a secret is searched, besides the environment and `.dev.vars`. */
export interface SecretPlace {
  /**
   * Value of `--signing-key`. The property is absent if the command has no flag for this secret.
   */
  readonly flag?: string | undefined
  /**
   * `true` if the URL belongs to the local server, which reads `.dev.vars` and not the environment.
   */
  readonly local: boolean
}

/**
 * Returns the path to the secrets file for the local server, by wrangler's rule: it is beside the
 * configuration file. `.dev.vars.NAME` replaces `.dev.vars` for the environment NAME if it exists.
 */
export function devVarsFile({ folder, environment }: ProjectPlace): string {
  const common = join(folder, '.dev.vars')
  const own = `${common}.${environment}`
  return environment !== undefined && existsSync(own) ? own : common
}

/**
 * Reads the variables in `.dev.vars`, the local server's secrets file. Returns none if there is no
 * such file.
 */
export async function readDevVars(place: ProjectPlace): Promise<NodeJS.Dict<string>> {
  try {
    return parseEnv(await readFile(devVarsFile(place), 'utf8'))
  } catch (error) {
    const { code } = Object(error)
    if (code === 'ENOENT') return {}
    if (code === 'EISDIR')
      misconfigured(`${basename(devVarsFile(place))} is a folder: it must be a file with lines NAME="VALUE"`)
    throw error
  }
}

/**
 * Finds a secret in `--signing-key`, or else in the environment or `.dev.vars`. If the environment
 * and `.dev.vars` have different values, the local server uses `.dev.vars`. Any other server uses
 * the environment. A note on stderr then says which value was used.
 * @throws Failure misconfigured: no place has the secret
 */
export async function findSecret(
  name: SecretName,
  place: SecretPlace,
  { env, project, err }: Environment,
): Promise<string> {
  const { flag, local } = place
  if (flag) return flag
  const [exported, stored] = [env[name], (await readDevVars(project))[name]]
  const file = basename(devVarsFile(project))
  if (exported && stored && exported !== stored) {
    err(
      local
        ? `note: ${name} of the environment and ${file} differ; used ${file}, as the local server does`
        : `note: ${name} of the environment and ${file} differ; used the environment`,
    )
    return local ? stored : exported
  }
  const secret = exported || stored
  if (secret) return secret
  const places = `${'flag' in place ? 'pass --signing-key, or ' : ''}set ${name} in the environment or in ${file}`
  throw new Failure('misconfigured', undefined, `no key found: ${places}`)
}

/**
 * Reads and parses a scheme's secret. The keyring also contains the secret's text, so that a URL's
 * check can report a weak secret.
 * @param id id for a key that is given without an id
 * @throws Failure misconfigured: the secret is missing or malformed
 */
export async function findKeyring(
  { secret }: Pick<AnyScheme, 'secret'>,
  place: SecretPlace,
  environment: Environment,
  id = 'key',
): Promise<Keyring> {
  const texts: { [Name in SecretName]?: string } = {}
  const [first] = namesOf(secret)
  // `--signing-key` sets only the scheme's first secret.
  for (const name of namesOf(secret))
    texts[name] = await findSecret(name, name === first ? place : { local: place.local }, environment)
  const opened = await attempt<Partial<Keyring>>(async () => secret.open((name) => texts[name] ?? '', id))
  if (opened instanceof Failure) {
    const isExported = first !== undefined && environment.env[first] === texts[first]
    const stored = isExported ? 'the environment' : basename(devVarsFile(environment.project))
    throw secretFault(opened, place.flag ? 'the command line' : stored)
  }
  return { ...EMPTY_KEYRING, ...opened, texts }
}
