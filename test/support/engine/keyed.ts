import type { RequestedMark, TransformOptions } from '../../../src/engine/options/transform-options.ts'
import type { Intent } from '../../../src/signing/url/intent.ts'

const words = (count: number) => Uint16Array.from({ length: count }, (_, at) => at * 40_503)

const KEY: RequestedMark['key'] = { id: 'a', streams: { 32: words(4080), 64: words(4080) } }

/**
 * Returns the engine's options for an intent. If the intent has a mark, its key is a key for tests,
 * and its value has the maximum length.
 */
export function keyed({ mark, ...options }: Intent): TransformOptions {
  const value = mark === 'claims' ? '0123456789abcdef' : mark
  return { ...options, ...(value !== undefined && { mark: { value, key: KEY, personal: true } }) }
}
