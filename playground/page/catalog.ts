import { signal } from '@preact/signals'
import type { Catalog } from '../protocol.ts'
import { readCatalog } from './api.ts'

/** What the server has: pictures, zones and ids of keys. */
export const catalog = signal<Catalog>({ pictures: [], zones: [], keys: [] })

export async function loadCatalog(): Promise<void> {
  catalog.value = await readCatalog()
}
