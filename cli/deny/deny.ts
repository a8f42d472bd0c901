import {
  type DenyEntries,
  formatEntries,
  MAX_ENTRIES,
  parseEntries,
} from '../../src/edge/gates/deny-entries.ts'
import { DELAY_SECONDS, DENIED } from '../../src/edge/gates/deny-list.ts'
import { type Command, command, type Io, refuse } from '../command.ts'
import { NO_ZONES } from '../invocation.ts'
import { boundNames, readProject, readZones } from '../project.ts'
import { type Entry, entryOf } from './entry.ts'
import { type ListStore, remoteStore, withLocalStore } from './store.ts'
import { type Wrangler, wranglerIn } from './wrangler.ts'

const SPEC = {
  name: 'deny',
  does: `Puts signed URLs on the deny list: the Worker refuses them within about ${DELAY_SECONDS} seconds.`,
  argument: {
    name: 'URL',
    about: 'URL in quotes, or its token alone, or an entry of --list',
    many: true,
    optional: true,
  },
  flags: {
    remove: { about: 'removes them from the list' },
    list: { about: 'prints the list: SHA-256 of each token, and the expiry of its URL' },
    local: { about: 'uses the list of the local server; the default' },
    remote: { about: 'uses the list of the deployed Worker, through wrangler' },
  },
  examples: ["'https://img.example.com/a.jpg?width=400&token=…' --remote", '--list --remote'],
} as const

const untilText = (expire: number | undefined) =>
  expire === undefined ? '' : `  until ${new Date(expire * 1000).toISOString().replace('.000', '')}`

const lineOf = (hash: string, expire: number | undefined) => `${hash}${untilText(expire)}`

const count = (number: number, one: string, many: string) => `${number} ${number === 1 ? one : many}`

async function print(store: ListStore, { out, err }: Io): Promise<void> {
  const entries = parseEntries((await store.read()) ?? '')
  for (const entry of entries) out(lineOf(...entry))
  err(count(entries.size, 'entry', 'entries'))
}

/** Returns the entries whose URLs have not expired. */
function inUse(entries: DenyEntries, now: number): Map<string, number | undefined> {
  return new Map([...entries].filter(([, expire]) => expire === undefined || expire >= now))
}

async function change(store: ListStore, wanted: readonly Entry[], remove: boolean, io: Io): Promise<void> {
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
    `${count(entries.size, 'entry', 'entries')} on the list`,
  ]
  io.err(notes.filter((note) => note !== false).join('; '))
}

/**
 * Checks that the configuration has a deny list.
 * @throws Failure bad-parameter: `wrangler.toml` declares no KV namespace for the list
 */
async function assertBound(cwd: string): Promise<void> {
  if (!boundNames((await readProject(cwd))?.tables ?? {}, 'kv_namespaces').includes(DENIED))
    refuse(
      `wrangler.toml: there is no KV namespace with the binding ${DENIED}: add it as shown in docs/deny-list.md`,
    )
}

/**
 * Creates the command `deny`.
 * @param wranglerOf returns the function that runs wrangler in a directory. Tests pass a
 * substitute.
 */
export function makeDeny(wranglerOf: (cwd: string) => Wrangler): Command {
  return command(SPEC, async ({ all, flags: { remove = false, list, local, remote } }, io) => {
    if (local && remote) refuse('give either --local or --remote')
    if (list && (remove || all.length > 0)) refuse('--list takes no URL and no --remove')
    if (!list && all.length === 0) refuse('give URLs, or --list')
    if (!(await readProject(io.cwd))) refuse(NO_ZONES)
    const zones = (await readZones(io.cwd))?.config.zones ?? []
    const context = { zones, local: !remote, io }
    const given = await Promise.all(all.map((text, at) => entryOf(text, `argument ${at + 1}`, context)))
    const wanted = given.filter(({ expire }, at) => {
      const isOver = !remove && expire !== undefined && expire < io.now()
      if (isOver) io.err(`argument ${at + 1} has expired, and needs no entry`)
      return !isOver
    })
    if (!remove && wanted.some(({ unverified }) => unverified))
      io.err('note: no key here verifies the expire of some URLs: their entries stay until you remove them')
    if (!list && wanted.length === 0) return 0
    await assertBound(io.cwd)
    const distinct = [...new Map(wanted.map((entry) => [entry.hash, entry])).values()]
    const use = (store: ListStore) => (list ? print(store, io) : change(store, distinct, remove, io))
    await (remote ? use(remoteStore(wranglerOf(io.cwd))) : withLocalStore(io.cwd, use))
    return 0
  })
}

/** Adds signed URLs to the deny list, removes them from it, or prints the list. */
export const deny = makeDeny(wranglerIn)
