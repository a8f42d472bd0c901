import { signal } from '@preact/signals'
import type { Catalog } from '../protocol.ts'
import { Refused, readCatalog } from './api.ts'

/** What the server has: pictures, zones and ids of keys. */
export const catalog = signal<Catalog>({ pictures: [], zones: [], keys: [] })

/** Why there is no newer catalog. */
export const catalogMistake = signal<string | undefined>(undefined)

/** Reads the catalog; on a failure the one before stays. */
export async function loadCatalog(): Promise<void> {
  try {
    catalog.value = await readCatalog()
    catalogMistake.value = undefined
  } catch (error) {
    catalogMistake.value = error instanceof Refused ? error.message : String(error)
  }
}
