import { readFileSync } from 'node:fs'
import { PACKAGE } from '../src/pages.ts'

/** Returns the version of the package or, in the repository, of its `package.json`. */
export function version(): string {
  if (PACKAGE) return PACKAGE.version
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  )
  return manifest.version
}
