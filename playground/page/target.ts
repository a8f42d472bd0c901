import { computed, effect, signal } from '@preact/signals'
import type { OptionName } from '../../src/signing/url/options.ts'
import { record, type Steps, stepBack, stepForward } from './steps.ts'
import { change, findMistakes, formatTarget, parseTarget, readHash, withoutToken } from './target-text.ts'

/** What the page shows at first. */
export const FIRST_TARGET = '/samples/landscape.jpg?width=800&format=webp'

const steps = signal<Steps<string>>({ past: [], now: readHash(location.hash) ?? FIRST_TARGET, future: [] })

/**
 * The one state of the page: path and query as a URL has them, without a token. Everything else derives from it, and it is
 * the hash of the address.
 */
export const target = computed(() => steps.value.now)

/**
 * Changes the target; a token and what follows it are dropped.
 * @param what what changes: quick changes of the same thing are undone at once
 */
export function setTarget(next: string, what = ''): void {
  steps.value = record(steps.peek(), withoutToken(next), what, Date.now())
}

export const canUndo = computed(() => steps.value.past.length > 0)
export const canRedo = computed(() => steps.value.future.length > 0)

export function undo(): void {
  steps.value = stepBack(steps.peek())
}

export function redo(): void {
  steps.value = stepForward(steps.peek())
}

/** The parts of the target; `error` is there while its spelling is malformed. */
export const parsed = computed(() => parseTarget(target.value, location.origin))

/** Path as on the wire. */
export const path = computed(() => parsed.value.path)

/** Decoded parameters by name, as text. */
export const parameters = computed(() => parsed.value.parameters)

/** Sentence on a parameter that is unknown or whose text is not a value. */
export const mistakes = computed(() => findMistakes(parameters.value))

/** Sets parameters by their text; `undefined` removes one, which is a step of its own. */
export function setParameters(changes: Readonly<Partial<Record<OptionName, string | undefined>>>): void {
  const what = Object.entries(changes).map(([name, text]) => (text === undefined ? `-${name}` : name))
  setTarget(formatTarget(path.peek(), change(parameters.peek(), changes)), what.join())
}

/** Removes a parameter whose name the table may not have. */
export function removeParameter(name: string): void {
  setTarget(formatTarget(path.peek(), change(parameters.peek(), { [name]: undefined })))
}

/** Removes all parameters and keeps the picture. */
export function clearParameters(): void {
  setTarget(path.peek())
}

/** Parameters that are places in a picture and mean nothing in another. */
const PLACES = { crop: undefined, redact: undefined } satisfies Partial<Record<OptionName, undefined>>

/** Chooses another picture. @param next path as on the wire */
export function choosePicture(next: string): void {
  setTarget(formatTarget(next, change(parameters.peek(), PLACES)))
}

/** Hashes of other views, such as `#why=`, stay in the address until the target changes. */
const isForeign = (hash: string) => /^#\w+=/.test(hash)

/** Browsers limit how often a page changes its address: a drag changes it once it pauses. */
const PAUSE_MS = 100

/** Keeps target and address the same, both ways. */
export function bindAddress(): void {
  const write = () => history.replaceState(null, '', `#${target.peek()}`)
  let first = true
  effect(() => {
    target.value
    const keep = first && isForeign(location.hash)
    first = false
    if (keep) return
    const timer = setTimeout(write, PAUSE_MS)
    return () => clearTimeout(timer)
  })
  addEventListener('hashchange', () => {
    const next = readHash(location.hash)
    if (next !== undefined) setTarget(next)
    if (!isForeign(location.hash)) write()
  })
}
