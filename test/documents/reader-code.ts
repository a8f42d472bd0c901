import worker from '../../packages/worker/package.json' with { type: 'json' }

/**
 * Declarations that a page's reader has: types for a Worker project, imports for `.wasm` files, and
 * functions in the reader's own site.
 */
export const READER_CODE = `
interface Env { readonly [name: string]: unknown }
interface ExecutionContext { waitUntil(promise: Promise<unknown>): void }

declare module '*.wasm' {
  const module: WebAssembly.Module
  export default module
}

interface Asset {
  readonly version: string
  readonly bytes: number
  open(signal: AbortSignal): Promise<ReadableStream<Uint8Array>>
}
declare function findAsset(path: string): Promise<Asset | undefined>
declare function hasSession(cookie: string | undefined, signal: AbortSignal): Promise<boolean>
declare const queue: { send(line: object): Promise<void> }
declare const shopConfig: import('${worker.name}/worker').Configuration
declare const blogConfig: import('${worker.name}/worker').Configuration
`
