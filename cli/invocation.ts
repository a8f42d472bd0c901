/** Name and version of the npm package that this code was built into. */
export interface PackageName {
  readonly name: string
  readonly version: string
}

/**
 * Constant that the build of the package defines. In the repository it does not exist, neither in
 * Node nor in the Worker for development.
 */
declare const SIGNET_PACKAGE: PackageName | undefined

/** Package that this code was built into. `undefined` in the repository. */
export const PACKAGE: PackageName | undefined =
  typeof SIGNET_PACKAGE === 'undefined' ? undefined : SIGNET_PACKAGE

/** Command lines, as users of the package or of the repository type them. */
export interface Invocations {
  /**
   * Returns the line that runs a command.
   * @param args arguments, quoted for the shell
   */
  readonly run: (name: string, args?: string) => string
  /**
   * Returns a line like `run`, whose output has no lines of npm. Use it for commands whose output
   * is copied.
   */
  readonly quiet: (name: string, args?: string) => string
  /** Returns the start of every line that runs a command, for its help. */
  readonly usage: (name: string) => string
  /** Line that starts the local server. */
  readonly dev: string
}

const spaced = (text: string) => (text === '' ? '' : ` ${text}`)

const script = (npm: string, name: string, args: string) =>
  `${npm} ${name}${args === '' ? '' : ` -- ${args}`}`

/** Lines for the repository, whose `package.json` has a script for each command. */
export const SCRIPTS: Invocations = {
  run: (name, args = '') => script('npm run', name, args),
  quiet: (name, args = '') => script('npm run --silent', name, args),
  usage: (name) => `npm run ${name} --`,
  dev: 'npm start',
}

/**
 * Lines for projects that install the package. `--no` keeps npx from fetching another package of
 * this name.
 */
export const BINARY: Invocations = {
  run: (name, args = '') => `npx --no signet ${name}${spaced(args)}`,
  quiet: (name, args = '') => `npx --no signet ${name}${spaced(args)}`,
  usage: (name) => `npx --no signet ${name}`,
  dev: 'npx --no signet dev',
}

/** Lines for the place that this code runs from. */
export const INVOKE: Invocations = PACKAGE ? BINARY : SCRIPTS

/** Reason why a command does not know the zones of a Worker. */
export const NO_ZONES = PACKAGE
  ? 'there are no zones in a wrangler.toml here'
  : 'there is no wrangler.toml here'
