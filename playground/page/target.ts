import { computed, effect, signal } from '@preact/signals'
import type { OptionName } from '../../src/signing/url/options.ts'
import { record, type Steps, stepBack, stepForward } from './steps.ts'
import { change, findMistakes, formatTarget, parseTarget, readHash, withoutToken } from './target-text.ts'

/** Target that the page shows at first. */
export const FIRST_TARGET = '/samples/landscape.jpg?width=800&format=webp'

const steps = signal<Steps<string>>({ past: [], now: readHash(location.hash) ?? FIRST_TARGET, future: [] })

/**
 * The state of the page: path and query as in a URL, without a token. Everything else is derived
 * from it. The hash of the address contains it.
 */
export const target = computed(() => steps.value.now)

/**
 * Changes the target. A token and everything after it are removed.
 * @param what subject of the change. Quick changes of the same subject are undone together.
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

/** Parts of the target. Their `error` is set while the spelling of the target is malformed. */
export const parsed = computed(() => parseTarget(target.value, location.origin))

/** Percent-encoded path, as in the URL. */
export const path = computed(() => parsed.value.path)

/** Decoded parameters, as texts by name. */
export const parameters = computed(() => parsed.value.parameters)

/** Messages for parameters that are unknown or have invalid values. */
export const mistakes = computed(() => findMistakes(parameters.value))

/**
 * Sets parameters to texts. `undefined` removes a parameter, and this is always a separate step of
 * the undo history.
 */
export function setParameters(changes: Readonly<Partial<Record<OptionName, string | undefined>>>): void {
  const what = Object.entries(changes).map(([name, text]) => (text === undefined ? `-${name}` : name))
  setTarget(formatTarget(path.peek(), change(parameters.peek(), changes)), what.join())
}

/** Removes a parameter, also if its name is unknown. */
export function removeParameter(name: string): void {
  setTarget(formatTarget(path.peek(), change(parameters.peek(), { [name]: undefined })))
}

/** Removes all parameters. The chosen picture does not change. */
export function clearParameters(): void {
  setTarget(path.peek())
}

/**
 * Parameters that refer to positions in one picture. They are removed when another picture is
 * chosen.
 */
const PLACES = { crop: undefined, redact: undefined } satisfies Partial<Record<OptionName, undefined>>

/**
 * Chooses another picture.
 * @param next percent-encoded path
 */
export function choosePicture(next: string): void {
  setTarget(formatTarget(next, change(parameters.peek(), PLACES)))
}

/**
 * Returns `true` for hashes of other views, such as `#why=`. They stay in the address until the
 * user changes the target.
 */
const isForeign = (hash: string) => /^#\w+=/.test(hash)

/**
 * Milliseconds without a change after which the address is updated. Browsers limit how often a page
 * may change its address, and a drag would exceed this limit.
 */
const PAUSE_MS = 100

/** Synchronizes target and address in both directions. */
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
