import { readFileSync } from 'node:fs'
import { PACKAGE } from '../src/pages.ts'

/** Returns the version in the package's or, in the repository, the root's `package.json`. */
export function version(): string {
  if (PACKAGE) return PACKAGE.version
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  )
  return manifest.version
}
