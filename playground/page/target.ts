import { computed, effect, signal } from '@preact/signals'
import { toFailure } from '../../src/errors.ts'
import { formatQuery } from '../../src/url/canonical.ts'
import { isOptionName, OPTIONS, type OptionName } from '../../src/url/options.ts'
import { parseWire, type Wire } from '../../src/url/wire.ts'

/** What the page shows at first. */
export const FIRST_TARGET = '/samples/landscape.jpg?width=800&format=webp'

const PREFIX = '#'

const fromHash = () => {
  const text = location.hash.slice(PREFIX.length)
  return text.startsWith('/') ? text : FIRST_TARGET
}

/**
 * The one state of the page: path and query as a URL has them, without a token. Everything else derives from it, and it is
 * the hash of the address.
 */
export const target = signal(fromHash())

const past = signal<readonly string[]>([])
const future = signal<readonly string[]>([])

/** Changes of one parameter within this time are one step back. */
const SAME_CHANGE_MS = 700
const MOST_STEPS = 200

let last = { what: '', at: 0 }

/**
 * Changes the target.
 * @param what what changes: quick changes of the same thing are undone at once
 */
export function setTarget(next: string, what = ''): void {
  if (next === target.value) return
  const now = Date.now()
  const continues = what !== '' && what === last.what && now - last.at < SAME_CHANGE_MS
  if (!continues) past.value = [...past.value, target.value].slice(-MOST_STEPS)
  last = { what, at: now }
  future.value = []
  target.value = next
}

export const canUndo = computed(() => past.value.length > 0)
export const canRedo = computed(() => future.value.length > 0)

export function undo(): void {
  const previous = past.value.at(-1)
  if (previous === undefined) return
  past.value = past.value.slice(0, -1)
  future.value = [target.value, ...future.value]
  last = { what: '', at: 0 }
  target.value = previous
}

export function redo(): void {
  const [next, ...rest] = future.value
  if (next === undefined) return
  past.value = [...past.value, target.value]
  future.value = rest
  last = { what: '', at: 0 }
  target.value = next
}

/** The parsed target, or why it is malformed. */
export const parsed = computed((): Wire | { readonly error: string } => {
  try {
    return parseWire(location.origin + target.value)
  } catch (error) {
    return { error: toFailure(error).message }
  }
})

/** Path as on the wire. */
export const path = computed(() => target.value.split('?', 1)[0] ?? '')

/** Decoded parameters by name, as text; empty while the target is malformed. */
export const parameters = computed((): ReadonlyMap<string, string> => {
  const wire = parsed.value
  return 'error' in wire ? new Map() : wire.signed
})

/** Sentence on a parameter whose text is not a value. */
export const mistakes = computed((): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  for (const [name, text] of parameters.value) {
    if (!isOptionName(name)) found.set(name, `there is no parameter ${name}`)
    else if (OPTIONS[name].parse(text) === undefined) found.set(name, `must be ${OPTIONS[name].expects}`)
  }
  return found
})

const ORDER: readonly string[] = Object.keys(OPTIONS)

/** Path and parameters as a target, in the order of the table. */
export function formatTarget(ofPath: string, given: ReadonlyMap<string, string>): string {
  const sorted = [...given].sort(([a], [b]) => ORDER.indexOf(a) - ORDER.indexOf(b))
  const query = formatQuery(new Map(sorted))
  return query === '' ? ofPath : `${ofPath}?${query}`
}

/** Sets parameters by their text; `undefined` removes one. */
export function setParameters(changes: Readonly<Partial<Record<OptionName, string | undefined>>>): void {
  const next = new Map(parameters.value)
  for (const [name, text] of Object.entries(changes)) {
    if (text === undefined) next.delete(name)
    else next.set(name, text)
  }
  setTarget(formatTarget(path.value, next), Object.keys(changes).join())
}

/** Chooses another picture; parameters that are places in the old one are removed. */
export function choosePicture(next: string): void {
  const kept = new Map(parameters.value)
  for (const name of ['crop', 'redact']) kept.delete(name)
  setTarget(formatTarget(next, kept))
}

/** Keeps target and address the same, both ways. */
export function bindAddress(): void {
  effect(() => history.replaceState(null, '', PREFIX + target.value))
  addEventListener('hashchange', () => setTarget(fromHash()))
}
