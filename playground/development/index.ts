import { DEV_PAGE_PATH } from '../../cli/local-server.ts'
import html from '../../dist/playground/page.html'
import { withPlayground } from './with-playground.ts'

/**
 * Adds the playground at `/playground` and pages that explain refusals to a Worker. The command
 * `signet dev` writes the entry that calls this function. Deployed Workers do not.
 *
 * @param worker default export in the Worker's own entry
 * @returns the default export for the local server's entry
 * @example export default withDevelopment(entry.default)
 */
export function withDevelopment<Worker>(worker: Worker): Worker {
  return withPlayground(worker, { html, path: DEV_PAGE_PATH }) as Worker
}
