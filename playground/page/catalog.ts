import { signal } from '@preact/signals'
import type { Catalog } from '../protocol.ts'
import { Refused, readCatalog } from './api.ts'

/** Pictures, zones and key ids of the server. */
export const catalog = signal<Catalog>({ pictures: [], zones: [], keys: [] })

/** Reason why the last attempt to read the catalog failed. `undefined` if it succeeded. */
export const catalogMistake = signal<string | undefined>(undefined)

/** Reads the catalog. If this fails, the previous catalog is kept. */
export async function loadCatalog(): Promise<void> {
  try {
    catalog.value = await readCatalog()
    catalogMistake.value = undefined
  } catch (error) {
    catalogMistake.value = error instanceof Refused ? error.message : String(error)
  }
}
