import { computed, signal } from '@preact/signals'
import { type Change, isSameChange, type Place, placeAfter, placeAt, readPlace } from './place.ts'

/**
 * Milliseconds without a change after which the address is updated. Browsers limit how often a page
 * may change its address, and a drag would exceed this limit.
 */
const PAUSE_MS = 100

const place = signal<Place>(readPlace(history.state) ?? { at: 0, last: 0 })

let lastChange: Change | undefined

/** Address that waits until a series of changes ends. */
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

/** Writes an address into the current history entry. */
export function replaceEntry(hash: string): void {
  if (waiting) clearTimeout(waiting.timer)
  waiting = undefined
  write(hash)
}

/**
 * Records a changed address. It adds a history entry, or extends the entry for a quick series of
 * changes to the same subject.
 */
export function recordEntry(hash: string, what: string): void {
  const change: Change = { what, at: Date.now() }
  const isSame = isSameChange(change, lastChange)
  lastChange = change
  goal = undefined
  if (isSame) {
    if (waiting) clearTimeout(waiting.timer)
    waiting = { hash, timer: setTimeout(flush, PAUSE_MS) }
    return
  }
  flush()
  place.value = placeAfter(place.peek())
  history.pushState(place.peek(), '', hash)
}

/**
 * Entry to which the page is on its way. Browsers move later, and they may drop a second move that
 * begins before the first has ended. Quick undos would be lost.
 */
let goal: { readonly at: number; readonly since: number } | undefined

/** Milliseconds after which a move counts as lost. */
const MOVE_MS = 1000

function go(steps: 1 | -1): void {
  const { at, last } = place.peek()
  const since = Date.now()
  const moving = goal && since - goal.since < MOVE_MS ? goal : undefined
  const to = (moving?.at ?? at) + steps
  if (to < 0 || to > last) return
  flush()
  goal = { at: to, since }
  if (!moving) history.go(to - at)
}

/** Goes back to the entry before the last change. */
export const undo = () => go(-1)

/** Goes forward to the entry that the last undo left. */
export const redo = () => go(1)

/** Moves on if the goal has changed during the last move. */
function moveOn(): void {
  const { at } = place.peek()
  if (goal && goal.at !== at) history.go(goal.at - at)
  else goal = undefined
}

/** Calls `arrive` each time the browser has moved to another of the page's entries. */
export function followEntries(arrive: () => void): void {
  addEventListener('popstate', ({ state }) => {
    if (waiting) clearTimeout(waiting.timer)
    waiting = undefined
    lastChange = undefined
    place.value = placeAt(state, place.peek())
    write(location.hash)
    arrive()
    moveOn()
  })
  addEventListener('pagehide', flush)
}
