import {
  type DenyEntries,
  formatEntries,
  MAX_ENTRIES,
  parseEntries,
} from '../../src/edge/gates/deny-entries.ts'
import { DELAY_SECONDS, DENIED } from '../../src/edge/gates/deny-list.ts'
import { addressOf } from '../../src/pages.ts'
import { confirm, YES_FLAG } from '../ask.ts'
import { type Command, type Io, refuse } from '../command.ts'
import { timeText } from '../expiry-text.ts'
import { INVOKE, NO_ZONES } from '../invocation.ts'
import { localOnlyNote } from '../local-stores.ts'
import { once } from '../once.ts'
import { choosePlace, workerOf } from '../place.ts'
import { boundNames, type Project, readProject, readZones } from '../project.ts'
import { projectArguments } from '../project-flags.ts'
import { nameOf, type ProjectPlace, projectCommand } from '../project-place.ts'
import { synopsisOf } from '../verbs.ts'
import { type Entry, entryOf } from './entry.ts'
import { type ListStore, remoteStore, withLocalStore } from './store.ts'
import { type Wrangler, wranglerIn } from './wrangler.ts'

const VERBS = {
  add: {
    about: 'denies signed URLs, each in quotes, or their tokens alone',
    argument: { name: 'URL', about: 'URL in quotes, or its token alone', many: true },
  },
  remove: {
    about: 'removes URLs, tokens or entries of the list',
    argument: { name: 'URL', about: 'URL in quotes, its token alone, or an entry of the list', many: true },
  },
  list: { about: 'prints the list: SHA-256 of each token, and the expiry of its URL' },
} as const

const SPEC = {
  name: 'deny',
  does: `Puts signed URLs on the deny list: the Worker refuses them within about ${DELAY_SECONDS} seconds.`,
  verbs: VERBS,
  flags: {
    local: { about: 'uses the list of the local server', npm: true },
    remote: { about: 'uses the list of the deployed Worker, through wrangler' },
    yes: YES_FLAG,
  },
  places: ['local', 'remote'],
  moved: { remove: 'remove URL…', list: 'list' },
  examples: ["add 'https://img.example.com/a.jpg?width=400&token=…' --remote", 'list --remote'],
} as const

const untilText = (expire: number | undefined) => (expire === undefined ? '' : `  until ${timeText(expire)}`)

const lineOf = (hash: string, expire: number | undefined) => `${hash}${untilText(expire)}`

const count = (number: number, one: string, many: string) => `${number} ${number === 1 ? one : many}`

/** A deny list, with its name in messages. */
interface List {
  readonly store: ListStore
  readonly name: string
}

async function print({ store, name }: List, { out, err }: Io): Promise<number> {
  const entries = parseEntries((await store.read()) ?? '')
  for (const entry of entries) out(lineOf(...entry))
  err(`${count(entries.size, 'entry', 'entries')} on the ${name}`)
  return 0
}

/** Returns the entries whose URLs have not expired. */
function inUse(entries: DenyEntries, now: number): Map<string, number | undefined> {
  return new Map([...entries].filter(([, expire]) => expire === undefined || expire >= now))
}

/**
 * Adds entries to a list or removes them.
 * @returns the exit code, which is 1 if there was nothing to remove
 */
async function change(
  { store, name }: List,
  wanted: readonly Entry[],
  remove: boolean,
  io: Io,
): Promise<number> {
  const before = parseEntries((await store.read()) ?? '')
  const entries = inUse(before, io.now())
  const dropped = before.size - entries.size
  const known = wanted.filter(({ hash }) => entries.has(hash))
  // An entry that is already on the list is not replaced. If the old entry has no expiry, a new
  // entry with an expiry would end the denial too early.
  for (const { hash, expire } of wanted) if (!entries.has(hash)) entries.set(hash, expire)
  if (remove) for (const { hash } of wanted) entries.delete(hash)
  if (entries.size > MAX_ENTRIES)
    refuse(
      `the list would have ${entries.size} entries: at most ${MAX_ENTRIES} are read; change the key instead`,
    )
  const text = formatEntries(entries)
  if (text !== formatEntries(before)) await store.write(text)
  const changed = remove ? known : wanted
  for (const { hash } of changed) io.out(lineOf(hash, entries.get(hash)))
  const missing = remove ? wanted.length - known.length : 0
  const notes = [
    `${remove ? 'removed' : 'denied'} ${changed.length}`,
    missing > 0 && `${missing} not on the list`,
    !remove && known.length > 0 && `${known.length} already on the list`,
    dropped > 0 && `${count(dropped, 'entry', 'entries')} dropped, whose URLs have expired`,
    `${count(entries.size, 'entry', 'entries')} on the ${name}`,
  ]
  io.err(notes.filter((note) => note !== false).join('; '))
  return remove && known.length === 0 ? 1 : 0
}

const PAGE = addressOf('docs/deny-list.md')

/**
 * Checks that the configuration has a deny list.
 * @throws Failure bad-parameter: the configuration declares no KV namespace for the list
 */
function assertBound({ tables }: Project, place: ProjectPlace): void {
  if (!boundNames(tables, 'kv_namespaces').includes(DENIED))
    refuse(`${place.shown}: there is no KV namespace with the binding ${DENIED}: add it as shown in ${PAGE}`)
}

/** Returns the warning for a URL whose token is probably mistyped. */
const warningFor = (name: string, end: string) =>
  `warning: no key here verifies the token of ${name}: if it is mistyped, the real URL still works; check it with ${INVOKE.run('verify', `URL${end}`)}`

/** Returns the deployed list's name, with the KV namespace that has it. */
function deployedList(
  { tables }: Project,
  place: ProjectPlace,
): { readonly name: string; readonly namespace: string } {
  const rows: unknown = tables['kv_namespaces']
  const row = (Array.isArray(rows) ? rows : []).find((each) => Object(each).binding === DENIED)
  const { id } = Object(row)
  const namespace = typeof id === 'string' ? `KV namespace ${id}` : `KV namespace with the binding ${DENIED}`
  return { name: `deployed list of ${workerOf(tables, place)}`, namespace }
}

/**
 * Creates the command `deny`.
 * @param wranglerOf returns the function that runs wrangler for a project. Tests pass a
 * substitute.
 */
export function makeDeny(wranglerOf: (place: ProjectPlace) => Wrangler): Command {
  return projectCommand(SPEC, async ({ verb, all, flags: { yes, local, remote } }, io) => {
    const end = projectArguments(io.project.typed)
    const lineFor = (flags: string) => INVOKE.run('deny', `${synopsisOf(SPEC, verb)} ${flags}${end}`)
    const place = choosePlace({ local, remote }, { local: lineFor('--local'), remote: lineFor('--remote') })
    const project = (await readProject(io.project)) ?? refuse(NO_ZONES)
    const remove = verb === 'remove'
    const zones = (await readZones(io.project))?.config.zones ?? []
    const context = { zones, local: place === 'local', io: { ...io, err: once(io.err) } }
    const given = await Promise.all(all.map((text, at) => entryOf(text, `URL ${at + 1}`, context)))
    const wanted = given.filter(({ expire }, at) => {
      const isOver = !remove && expire !== undefined && expire < io.now()
      if (isOver) io.err(`URL ${at + 1} has expired, and needs no entry`)
      return !isOver
    })
    if (!remove && wanted.some(({ unverified }) => unverified))
      io.err('note: no key here verifies the expire of some URLs: their entries stay until you remove them')
    if (!remove)
      for (const [at, { verified }] of given.entries())
        if (verified === false) io.err(warningFor(`URL ${at + 1}`, end))
    if (verb !== 'list' && wanted.length === 0) return 0
    if (place === 'remote') assertBound(project, io.project)
    const distinct = [...new Map(wanted.map((entry) => [entry.hash, entry])).values()]
    const use = (list: List) => (verb === 'list' ? print(list, io) : change(list, distinct, remove, io))
    if (place === 'local') {
      const name = `local list of ${nameOf(io.project)}`
      const code = await withLocalStore(io.project, (store) => use({ store, name }))
      for (const note of localOnlyNote(project.tables, io.project, { binding: DENIED, page: PAGE }))
        io.err(note)
      return code
    }
    const { name, namespace } = deployedList(project, io.project)
    const urls = count(distinct.length, 'URL', 'URLs')
    const what = remove ? `removes ${urls} from` : `adds ${urls} to`
    if (verb !== 'list')
      await confirm({ plan: [`${what} the ${name}, ${namespace}`], yes, line: lineFor('--remote --yes') }, io)
    return use({ store: remoteStore(wranglerOf(io.project)), name })
  })
}

/** Adds signed URLs to the deny list, removes them from it, or prints the list. */
export const deny = makeDeny(wranglerIn)
