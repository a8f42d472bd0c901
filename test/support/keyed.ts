import type { RequestedMark, TransformOptions } from '../../src/engine/options/transform-options.ts'
import type { Intent } from '../../src/signing/url/intent.ts'

const words = (count: number) => Uint16Array.from({ length: count }, (_, at) => at * 40_503)

const KEY: RequestedMark['key'] = { id: 'a', streams: { 32: words(4080), 64: words(4080) } }

/** The engine's options of an intent, whose mark gets a key of tests and fits every output. */
export function keyed({ mark, ...options }: Intent): TransformOptions {
  const value = mark === 'claims' ? '0123456789abcdef' : mark
  return { ...options, ...(value !== undefined && { mark: { value, key: KEY, personal: true } }) }
}
