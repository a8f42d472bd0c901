import { PACKAGE } from '../../src/pages.ts'
import type { Check } from './check.ts'
import type { Entry } from './entry.ts'
import { isTiered, type Setup } from './setup.ts'

const opened = ({ entry }: Setup): Entry | undefined =>
  entry === undefined || 'trouble' in entry ? undefined : entry

/** Finds a missing wrangler, without which nothing can be served or deployed. */
const missingWrangler = ({ versions }: Setup): readonly string[] =>
  versions.wrangler === undefined ? ['the project does not have wrangler'] : []

/** Finds an entry that cannot be read. */
function unreadableEntry({ entry, packageName, versions }: Setup): readonly string[] {
  // Without wrangler no entry can be read, and the check `wrangler` says so.
  const isRead = packageName !== undefined && versions.wrangler !== undefined && entry !== undefined
  return isRead && 'trouble' in entry ? [entry.trouble] : []
}

/**
 * Finds an entry that has nothing to do with Signet. Only projects that depend on the package have
 * an entry of their own.
 */
function foreignEntry(setup: Setup): readonly string[] {
  const entry = opened(setup)
  const { packageName } = setup
  if (!entry || packageName === undefined) return []
  // A project may have a module or a package between its entry and Signet.
  return entry.imported.some((path) => path.startsWith(`${packageName}/`) || /signet/i.test(path))
    ? []
    : [`main imports nothing of ${packageName}`]
}

/** Finds an entry without the class that the tiered cache calls. */
function missingRender(setup: Setup): readonly string[] {
  const entry = opened(setup)
  return entry && isTiered(setup) && !entry.isOpen && !entry.exports.includes('Render')
    ? ['cache.tiered: main does not export Render']
    : []
}

/** Finds a Worker whose zones are in its code, where no command can read them. */
const zonesInCode = ({ inCode }: Setup): readonly string[] =>
  inCode ? ['[vars] has no zones, and the Worker calls createSignet'] : []

/** Returns an example that imports Signet in an entry. */
const moduleName = `${PACKAGE?.name ?? '@owner/signet-worker'}/worker`

/** Checks on a project that embeds Signet in its own Worker. */
export const EMBEDDING_CHECKS: readonly Check<Setup>[] = [
  {
    name: 'wrangler',
    severity: 'error',
    about: 'a project without wrangler',
    mend: 'Install it: npm install --save-dev wrangler.',
    find: missingWrangler,
  },
  {
    name: 'render',
    severity: 'error',
    about: '`tiered`, and an entry of your own that does not export `Render`',
    mend: `Add to it: export { Render } from '${moduleName}', or that of createSignet.`,
    find: missingRender,
  },
  {
    name: 'entry',
    severity: 'warning',
    about: 'an entry of your own that imports nothing of Signet',
    mend: `Import ${moduleName}, and pass requests to its fetch.`,
    find: foreignEntry,
  },
  {
    name: 'main',
    severity: 'warning',
    about: 'an entry of your own that cannot be read',
    mend: 'Correct main in the configuration or the entry. If a build writes it, run the build first.',
    find: unreadableEntry,
  },
  {
    name: 'code',
    severity: 'hint',
    about: 'zones in code (`createSignet`), which `doctor` and the other commands cannot read',
    mend: 'Nothing to do. Move them to [vars] if you want the commands to check URLs against them.',
    find: zonesInCode,
  },
]
