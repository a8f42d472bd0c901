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
  let rest = whole
  let refusals = await refusalsIn(checked, whole)
  const found = [...refusals]
  const removed: string[] = []
  while (refusals.length > 0) {
    const next = await withoutCulprit(rest, refusals, checkWire)
    if (!next) break
    removed.push(next.culprit)
    rest = next.rest
    refusals = next.refusals
    for (const refusal of refusals)
      if (!has(found, refusal) && !removed.some((name) => names(refusal, name))) found.push(refusal)
  }
  return found
}

/** Removes the first parameter whose removal ends a refusal. */
async function withoutCulprit(
  wire: Wire,
  refusals: readonly Failure[],
  checkWire: CheckWire,
): Promise<{ culprit: string; rest: Wire; refusals: readonly Failure[] } | undefined> {
  const isNamed = (name: string) => refusals.some((refusal) => names(refusal, name))
  const parameters = [...wire.signed.keys()]
  const [first, second] = [parameters.filter(isNamed), parameters.filter((name) => !isNamed(name))]
  for (const culprit of [...first, ...second]) {
    const rest = without(wire, culprit)
    // Without its last parameter, a URL asks for the original, which may be refused as well.
    const checked = asksNothing(rest) ? undefined : await checkWire(rest)
    if (!checked) continue
    const left = await refusalsIn(checked, rest)
    if (refusals.some((refusal) => !has(left, refusal))) return { culprit, rest, refusals: left }
  }
  return undefined
}

/** Formats a refusal as a sentence about the server's answer. */
export const refusalText = ({ code, message }: Failure): string =>
  `the server will answer ${ERRORS[code].status}, ${message}`
