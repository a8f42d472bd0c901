import { ERRORS, Failure } from '../src/errors.ts'
import { parseIntent } from '../src/signing/url/intent.ts'
import type { Wire } from '../src/signing/url/wire.ts'
import { asksNothing } from './asked-original.ts'
import { attempt } from './attempt.ts'
import type { Checked } from './check/findings.ts'

/** Rules that a URL may fail now and pass later, or for another client. */
const PASSING_RULES: readonly string[] = ['start', 'address']

/** Checks a URL. Returns `undefined` if it cannot be signed. */
type CheckWire = (wire: Wire) => Promise<Checked | undefined>

/**
 * Returns the refusals of a checked URL. If no zone has its path, the parameters are read as a
 * signer reads them.
 */
async function refusalsIn({ failures, facts }: Checked, wire: Wire): Promise<readonly Failure[]> {
  const refused = failures.filter(({ rule }) => !PASSING_RULES.includes(rule)).map(({ failure }) => failure)
  const read = facts.admitted ? undefined : await attempt(() => parseIntent(wire))
  return read instanceof Failure ? [...refused, read] : refused
}

/** Returns a URL without one of its signed parameters. */
function without({ query, signed, ...wire }: Wire, name: string): Wire {
  const pairs = query.split('&').filter((pair) => pair.split('=')[0] !== name)
  const others = new Map([...signed].filter(([other]) => other !== name))
  return { ...wire, query: pairs.join('&'), signed: others }
}

const has = (refusals: readonly Failure[], { message }: Failure) =>
  refusals.some((refusal) => refusal.message === message)

const escaped = (name: string) => name.replaceAll(/[^\w-]/g, '\\$&')

const names = ({ message }: Failure, parameter: string): boolean =>
  new RegExp(`(?<![\\w-])${escaped(parameter)}(?![\\w-])`).test(message)

/**
 * Returns every reason for which the server would refuse a URL now and later, for every client. The
 * server reports only the first faulty parameter. Therefore parameters whose removal ends a refusal
 * are removed one after another, and the rest is checked again. A refusal that names a removed
 * parameter is left out, because the removal may be its cause.
 * @param checked result of the complete URL's check
 */
export async function refusalsOf(
  whole: Wire,
  checked: Checked,
  checkWire: CheckWire,
): Promise<readonly Failure[]> {
  const refusals = await refusalsIn(checked, whole)
  const found = [...refusals]
  const open: Part[] = [{ rest: whole, refusals, removed: [] }]
  const seen = new Set<string>()
  for (let part = open.pop(); part; part = open.pop())
    for (const next of await withoutCulprits(part, checkWire, seen)) {
      open.push(next)
      for (const refusal of next.refusals)
        if (!has(found, refusal) && !next.removed.some((name) => names(refusal, name))) found.push(refusal)
    }
  return found
}

/** A URL without some of its parameters, and the reasons for which the server would refuse it. */
interface Part {
  readonly rest: Wire
  readonly refusals: readonly Failure[]
  readonly removed: readonly string[]
}

/** Maximum number of parts that are checked. A URL with this many faulty parameters is hopeless. */
const MAX_PARTS = 100

/**
 * Without its last parameter, a URL asks for the original, which may be refused as well. Such a URL
 * is only checked if it names the original.
 */
const isComparable = (rest: Wire): boolean => rest.signed.has('original') || !asksNothing(rest)

/**
 * Removes each parameter whose removal ends a refusal. Parameters that a refusal names come first.
 * @param seen queries that were checked before
 */
async function withoutCulprits(
  { rest: wire, refusals, removed }: Part,
  checkWire: CheckWire,
  seen: Set<string>,
): Promise<readonly Part[]> {
  if (refusals.length === 0) return []
  const isNamed = (name: string) => refusals.some((refusal) => names(refusal, name))
  const parameters = [...wire.signed.keys()]
  const [first, second] = [parameters.filter(isNamed), parameters.filter((name) => !isNamed(name))]
  const parts: Part[] = []
  for (const culprit of [...first, ...second]) {
    const rest = without(wire, culprit)
    if (seen.size >= MAX_PARTS || seen.has(rest.query) || !isComparable(rest)) continue
    seen.add(rest.query)
    const checked = await checkWire(rest)
    if (!checked) continue
    const left = await refusalsIn(checked, rest)
    const ends = refusals.some((refusal) => !has(left, refusal))
    if (ends) parts.push({ rest, refusals: left, removed: [...removed, culprit] })
  }
  return parts
}

/** Formats a refusal as a sentence about the server's answer. */
export const refusalText = ({ code, message }: Failure): string =>
  `the server will answer ${ERRORS[code].status}, ${message}`
