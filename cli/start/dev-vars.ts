import { randomBytes } from 'node:crypto'
import { access, writeFile } from 'node:fs/promises'
import { REQUIRED_SECRETS } from '../../src/signing/auth/secrets.ts'
import { devVarsFile } from '../key-source.ts'
import type { ProjectPlace } from '../project-place.ts'

/**
 * Creates `.dev.vars` with a random signing key unless the file exists.
 * @returns `true` if the file was created
 */
export async function ensureDevVars(place: ProjectPlace): Promise<boolean> {
  const path = devVarsFile(place)
  const exists = await access(path).then(
    () => true,
    () => false,
  )
  const lines = REQUIRED_SECRETS.map((name) => `${name}="dev:${randomBytes(32).toString('base64url')}"\n`)
  if (!exists) await writeFile(path, lines.join(''), { mode: 0o600 })
  return !exists
}
