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

/** The URL to explain. */
export const asked = signal('')

/** Takes the URL to explain from the hash: the page of a refusal leads here with its own. @returns whether there is one */
export function readAsked(): boolean {
  const url = fromHash()
  if (url === undefined) return false
  asked.value = url
  return true
}
