import { ACCOUNTING, COUNT_PATH, type IsolateCount } from './count-path.ts'
import { countMemories } from './counted-memories.ts'

/**
 * Entry module around a bundled Worker. It counts the isolate's WebAssembly memories and answers
 * the count on its own path.
 */

/** `memory.use()` of a Worker with a ledger has `peakBytes`. */
interface Accounting {
  use(): { readonly peakBytes?: number }
}

interface Wrapped {
  readonly default: { fetch(request: Request, ...more: unknown[]): Response | Promise<Response> }
}

const count = countMemories(WebAssembly)

// The bundle starts after the functions of `WebAssembly` are replaced.
const BUNDLE = './index.js'
const { default: worker }: Wrapped = await import(BUNDLE)

function countIsolate(): IsolateCount {
  const accounting: Accounting | undefined = Reflect.get(globalThis, ACCOUNTING)
  const ledgerPeakBytes = accounting?.use().peakBytes
  return { ...count(), ...(ledgerPeakBytes !== undefined && { ledgerPeakBytes }) }
}

export default {
  fetch: (request: Request, ...more: unknown[]) =>
    request.url.endsWith(COUNT_PATH) ? Response.json(countIsolate()) : worker.fetch(request, ...more),
}
