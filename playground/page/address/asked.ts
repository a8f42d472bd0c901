import { signal } from '@preact/signals'

const PREFIX = '#why='

const fromHash = (): string | undefined => {
  if (!location.hash.startsWith(PREFIX)) return undefined
  try {
    return decodeURIComponent(location.hash.slice(PREFIX.length))
  } catch {
    return undefined
  }
}

/** URL that the view "Why refused" explains. */
export const asked = signal('')

/**
 * Reads the URL to explain from the address's hash. A refusal page links here with its own URL in
 * the hash.
 * @returns `true` if the hash contains such a URL
 */
export function readAsked(): boolean {
  const url = fromHash()
  if (url === undefined) return false
  asked.value = url
  return true
}
