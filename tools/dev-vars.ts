import { randomBytes } from 'node:crypto'
import { access, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Makes `.dev.vars` with a random signing key unless it is there.
 * @returns whether it was made
 */
export async function ensureDevVars(cwd: string): Promise<boolean> {
  const path = join(cwd, '.dev.vars')
  const exists = await access(path).then(
    () => true,
    () => false,
  )
  if (!exists)
    await writeFile(path, `SIGNING_KEYS="dev:${randomBytes(32).toString('base64url')}"\n`, { mode: 0o600 })
  return !exists
}
