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

/** The URL to explain. The page of a refusal leads here with its own. */
export const asked = signal(fromHash() ?? '')

/** Whether the page was opened to explain a URL. */
export const wasAsked = asked.peek() !== ''
