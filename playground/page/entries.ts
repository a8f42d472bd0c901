import { computed, signal } from '@preact/signals'
import { type Change, isSameChange, type Place, placeAfter, placeAt, readPlace } from './place.ts'

/**
 * Milliseconds without a change after which the address is updated. Browsers limit how often a page
 * may change its address, and a drag would exceed this limit.
 */
const PAUSE_MS = 100

const place = signal<Place>(readPlace(history.state) ?? { at: 0, last: 0 })

let lastChange: Change | undefined

/** Address that waits until the end of a series of changes. */
let waiting: { readonly hash: string; readonly timer: ReturnType<typeof setTimeout> } | undefined

export const canUndo = computed(() => place.value.at > 0)
export const canRedo = computed(() => place.value.at < place.value.last)

function write(hash: string): void {
  history.replaceState(place.peek(), '', hash)
}

/** Writes the waiting address at once. */
function flush(): void {
  if (!waiting) return
  clearTimeout(waiting.timer)
  write(waiting.hash)
  waiting = undefined
}

/** Writes an address into the current entry of the history. */
export function replaceEntry(hash: string): void {
  if (waiting) clearTimeout(waiting.timer)
  waiting = undefined
  write(hash)
}

/**
 * Records a change of the address. It adds an entry to the history, or extends the entry of a quick
 * series of changes of the same subject.
 */
export function recordEntry(hash: string, what: string): void {
  const change: Change = { what, at: Date.now() }
  const isSame = isSameChange(change, lastChange)
  lastChange = change
  if (isSame) {
    if (waiting) clearTimeout(waiting.timer)
    waiting = { hash, timer: setTimeout(flush, PAUSE_MS) }
    return
  }
  flush()
  place.value = placeAfter(place.peek())
  history.pushState(place.peek(), '', hash)
}

function go(steps: 1 | -1): void {
  flush()
  history.go(steps)
}

/** Goes back to the entry before the last change. */
export function undo(): void {
  if (canUndo.peek()) go(-1)
}

/** Goes forward to the entry that the last undo left. */
export function redo(): void {
  if (canRedo.peek()) go(1)
}

/** Calls `arrive` each time the browser has moved to another entry of the page. */
export function followEntries(arrive: () => void): void {
  addEventListener('popstate', ({ state }) => {
    if (waiting) clearTimeout(waiting.timer)
    waiting = undefined
    lastChange = undefined
    place.value = placeAt(state, place.peek())
    write(location.hash)
    arrive()
  })
  addEventListener('pagehide', flush)
}
