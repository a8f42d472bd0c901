import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const BUILD = fileURLToPath(new URL('../../playground/main.ts', import.meta.url))

/**
 * Builds the playground page in a separate process. Commands themselves do not import the page's
 * sources.
 */
export async function buildPage(cwd: string): Promise<void> {
  await promisify(execFile)(process.execPath, [BUILD, cwd])
}
