import { PACKAGE } from '../src/pages.ts'

/** Command lines, as users type them. */
export interface Invocations {
  /**
   * Returns the line that runs a command.
   * @param args arguments, quoted for the shell
   */
  readonly run: (name: string, args?: string) => string
  /** Returns the beginning that all lines which run a command share, for its help. */
  readonly usage: (name: string) => string
}

const spaced = (text: string) => (text === '' ? '' : ` ${text}`)

/**
 * Lines for Signet's commands, in projects that install the package and in the repository. `--no`
 * keeps npx from fetching another package with this name.
 */
export const INVOKE: Invocations = {
  run: (name, args = '') => `npx --no signet ${name}${spaced(args)}`,
  usage: (name) => `npx --no signet ${name}`,
}

/** Lines for the repository's tools. */
export const TOOLS: Invocations = {
  run: (name, args = '') => `npm run tool ${name}${spaced(args && `-- ${args}`)}`,
  usage: (name) => `npm run tool ${name} --`,
}

/** Line that starts the local server. */
export const START = PACKAGE ? INVOKE.run('dev') : 'npm start'

/** Reason why a command does not know a Worker's zones. */
export const NO_ZONES = PACKAGE
  ? 'there are no zones in a wrangler.toml here'
  : 'there is no wrangler.toml here'
