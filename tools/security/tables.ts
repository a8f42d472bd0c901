import { table } from '../table.ts'
import { ACCEPTED } from './accepted.ts'
import { LIBRARIES, type Library, type LibraryName, MODULES } from './libraries.ts'

const packageOf = (file: string) => /^(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? file

const packagesOf = (name: string) => [
  ...new Set(MODULES.filter(({ libraries }) => name in libraries).map(({ file }) => packageOf(file))),
]

function advisoriesOf(name: LibraryName): string {
  const accepted = ACCEPTED.filter(({ of }) => of === name)
  if (accepted.length === 0) return 'none known'
  const count = (reachable: (typeof ACCEPTED)[number]['reachable']) =>
    accepted.filter((row) => row.reachable === reachable).reduce((sum, { ids }) => sum + ids.length, 0)
  const parts = [`${count(false)} not reachable`, `${count('partly')} in part`]
  return parts.filter((part) => !part.startsWith('0')).join(', ')
}

/** Returns the table of libraries inside the `.wasm` files. */
export function libraryTable(): string {
  const rows = (Object.entries(LIBRARIES) as [LibraryName, Library][]).map(([name, library]) => [
    name,
    library.version,
    library.newest,
    packagesOf(name).join(', '),
    library.use,
    advisoriesOf(name),
  ])
  return table(['library', 'version', 'newest', 'package', 'use', 'advisories'], rows)
}

/** Returns the list of accepted advisories with their reasons. */
export function advisoryList(): string {
  return ACCEPTED.map(({ of, ids, reachable, reason, until }) => {
    const verdict = reachable ? 'reachable in part' : 'not reachable'
    return `- **${of}, ${verdict}** (accepted until ${until}): ${ids.join(', ')}. ${reason}`
  }).join('\n')
}
