import { Failure } from '../../errors.ts'

interface Platform {
  readonly window?: { readonly document?: unknown }
  readonly process?: { readonly versions?: { readonly node?: string } }
}

/**
 * Refuses to run in a browser, where everyone could read the key.
 * @throws Failure misconfigured
 */
export function assertNoBrowser(): void {
  const { window, process }: Platform = globalThis as Platform
  if (window?.document && !process?.versions?.node)
    throw new Failure(
      'misconfigured',
      undefined,
      'this is a browser, where everyone could read the key; sign on the server, and send grants to the browser',
    )
}
