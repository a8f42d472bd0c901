import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DENIED, LIST_KEY } from '../../src/edge/gates/deny-list.ts'
import { Failure } from '../../src/errors.ts'
import { withLocalBindings } from '../local-bindings.ts'
import type { ProjectPlace } from '../project-place.ts'
import type { Wrangler } from './wrangler.ts'

/** Storage of the deny list: the local server's or the deployed Worker's. */
export interface ListStore {
  /** Returns the list's text, or `null` if there is no list. */
  read(): Promise<string | null>
  write(text: string): Promise<void>
}

/** Runs a function with the storage of the local server's deny list. */
export function withLocalStore<T>(place: ProjectPlace, use: (store: ListStore) => Promise<T>): Promise<T> {
  return withLocalBindings<Record<typeof DENIED, KVNamespace>, T>(place, ({ [DENIED]: namespace }) =>
    use({
      read: () => namespace.get(LIST_KEY),
      write: (text) => namespace.put(LIST_KEY, text),
    }),
  )
}

/**
 * Returns the storage of the deployed Worker's deny list, in the account that wrangler is signed in
 * to.
 */
export function remoteStore(wrangler: Wrangler): ListStore {
  const call = (...args: string[]) => wrangler(['kv', 'key', ...args, '--binding', DENIED, '--remote'])

  /**
   * Returns `false` only if the namespace certainly has no list. Otherwise a failed read could lead
   * to overwriting an existing list.
   */
  async function isListed(): Promise<boolean> {
    const names: unknown = JSON.parse(await call('list', '--prefix', LIST_KEY))
    return !Array.isArray(names) || names.some((each) => Object(each).name === LIST_KEY)
  }

  return {
    async read() {
      try {
        return await call('get', LIST_KEY)
      } catch (error) {
        if (error instanceof Failure && / - 404: /.test(error.message) && !(await isListed())) return null
        throw error
      }
    },
    async write(text) {
      const folder = await mkdtemp(join(tmpdir(), 'signet-deny-'))
      try {
        const path = join(folder, 'list')
        await writeFile(path, text)
        await call('put', LIST_KEY, '--path', path)
      } finally {
        await rm(folder, { recursive: true })
      }
    },
  }
}
