import { computed, signal } from '@preact/signals'
import type { OptionName } from '../../src/signing/url/options.ts'
import { followEntries, recordEntry, replaceEntry } from './entries.ts'
import { change, findMistakes, formatTarget, parseTarget, readHash, withoutToken } from './target-text.ts'

/** Target that the page shows at first. */
export const FIRST_TARGET = '/samples/landscape.jpg?width=800&format=webp'

/** Parameters that were removed when another picture was last chosen. */
export const removed = signal<readonly string[]>([])

const current = signal(readHash(location.hash) ?? FIRST_TARGET)

/**
 * The page's state: path and query as in a URL, without a token. Everything else is derived from
 * it. The address's hash contains it, and each entry in the browser's history is an undo step.
 */
export const target = computed(() => current.value)

/**
 * Changes the target. A token and everything after it are removed.
 * @param what changed subject. Quick changes to the same subject are undone together.
 */
export function setTarget(next: string, what = ''): void {
  const wanted = withoutToken(next)
  if (wanted === current.peek()) return
  current.value = wanted
  removed.value = []
  recordEntry(`#${wanted}`, what)
}

/** Changes the target without a step in the undo history. */
function replaceTarget(next: string): void {
  current.value = next
  replaceEntry(`#${next}`)
}

/** The target's parts. Their `error` is set while the target's spelling is malformed. */
export const parsed = computed(() => parseTarget(target.value, location.origin))

/** Percent-encoded path, as in the URL. */
export const path = computed(() => parsed.value.path)

/** Decoded parameters, as texts by name. */
export const parameters = computed(() => parsed.value.parameters)

/** Messages for parameters that are unknown or have invalid values. */
export const mistakes = computed(() => findMistakes(parameters.value))

/**
 * Sets parameters to texts. `undefined` removes a parameter, and this is always a separate step in
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

const withPicture = (next: string) => formatTarget(next, change(parameters.peek(), PLACES))

/**
 * Chooses another picture.
 * @param next percent-encoded path
 */
export function choosePicture(next: string): void {
  if (next === path.peek()) return
  const lost = Object.keys(PLACES).filter((name) => parameters.peek().has(name))
  setTarget(withPicture(next))
  removed.value = lost
}

/** Chooses the page's first picture, which is not an undo step. */
export function chooseFirstPicture(next: string): void {
  replaceTarget(withPicture(next))
}

/**
 * Returns `true` for hashes that belong to other views, such as `#why=`. They stay in the address
 * until the user changes the target.
 */
const isForeign = (hash: string) => /^#\w+=/.test(hash)

/** Synchronizes target and address in both directions. */
export function bindAddress(): void {
  if (!isForeign(location.hash)) replaceEntry(`#${target.peek()}`)
  followEntries(() => {
    const next = readHash(location.hash)
    if (next !== undefined) current.value = next
    removed.value = []
    if (!isForeign(location.hash)) replaceEntry(`#${target.peek()}`)
  })
}
