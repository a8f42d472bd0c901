import { execFile } from 'node:child_process'
import { promisify, stripVTControlCharacters } from 'node:util'
import { Failure } from '../../src/errors.ts'
import { type ProjectPlace, wranglerFlags } from '../project-place.ts'
import { QUIET } from '../quiet.ts'
import { installedWrangler } from '../wrangler.ts'

/**
 * Runs wrangler with arguments.
 * @returns its output
 * @throws Failure internal: the message is wrangler's error
 */
export type Wrangler = (args: readonly string[]) => Promise<string>

const MAX_OUTPUT = 64 * 1024 * 1024

/**
 * Extracts the error message from wrangler's output. It removes colors, and the hints that follow
 * the message.
 */
function problemIn(output: string): string {
  const text = stripVTControlCharacters(output).trim()
  return /\[ERROR\] (.+)/.exec(text)?.[1] ?? text
}

/**
 * Returns a function that runs wrangler with the configuration of a project. wrangler uses the
 * account that the user is signed in to.
 * @param script path to wrangler's script; by default, the project's wrangler
 */
export function wranglerIn(place: ProjectPlace, script?: string): Wrangler {
  return async (args) => {
    const all = [script ?? installedWrangler(place).script, ...args, ...wranglerFlags(place)]
    const env = { ...process.env, ...QUIET }
    try {
      const run = promisify(execFile)(process.execPath, all, {
        cwd: place.folder,
        env,
        maxBuffer: MAX_OUTPUT,
      })
      return (await run).stdout
    } catch (error) {
      const { stderr, stdout, message } = Object(error)
      const problem = problemIn(stderr || stdout || message || String(error))
      throw new Failure('internal', undefined, `wrangler: ${problem}`)
    }
  }
}
