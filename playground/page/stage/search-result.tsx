import type { Rendering } from '../rendering.ts'
import { parseTarget } from '../target-text.ts'
import { formatBytes, formatShare } from './numbers.ts'

/** Encode count as text. */
const encodes = (count: number) => (count === 1 ? '1 encode' : `${count} encodes`)

/** Returns the maximum length in bytes that a target names. */
function limitOf(target: string): number | undefined {
  const text = parseTarget(target, location.origin).parameters.get('max_bytes')
  return text === undefined ? undefined : Number(text)
}

/**
 * Shows the quality that the search for `max_bytes` or `autoquality` has chosen, its encode count,
 * and the bytes against the limit.
 */
export function SearchResult({ rendering }: { readonly rendering: Rendering }) {
  const { quality, tries } = rendering.info
  if (quality === undefined || tries === undefined) return null
  const limit = limitOf(rendering.target)
  const { size: bytes } = rendering.blob
  return (
    <p class="search-result">
      <span>
        Search: <strong>quality {quality}</strong> after {encodes(tries)}
      </span>
      {limit !== undefined && (
        <label>
          <meter min={0} max={limit} value={bytes} />
          {formatBytes(bytes)} of {formatBytes(limit)} allowed ({formatShare(bytes / limit)})
        </label>
      )}
    </p>
  )
}
