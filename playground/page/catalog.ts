import { signal } from '@preact/signals'
import type { Catalog } from '../protocol.ts'
import { Refused, readCatalog } from './api.ts'
import { chooseFirstPicture, FIRST_TARGET, path, target } from './target.ts'

/** The server's pictures, zones and key ids. */
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

/**
 * Reads the catalog when the page opens. If the server does not have the picture that the page
 * shows at first, the picture with this name is chosen, or else the first one.
 */
export async function openCatalog(): Promise<void> {
  await loadCatalog()
  const paths = catalog.peek().pictures.map((picture) => picture.path)
  const name = FIRST_TARGET.slice(FIRST_TARGET.lastIndexOf('/'), FIRST_TARGET.indexOf('?'))
  const first = paths.find((each) => each.endsWith(name)) ?? paths[0]
  if (target.peek() === FIRST_TARGET && first !== undefined && !paths.includes(path.peek()))
    chooseFirstPicture(first)
}
