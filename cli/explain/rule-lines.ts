import type { Progress } from '../../src/edge/request/facts.ts'
import { sentenceOf } from '../../src/errors.ts'
import { spelledIntent } from '../../src/signing/url/intent.ts'
import type { Wire } from '../../src/signing/url/wire.ts'
import { type Checked, NOT_CHECKED, type Rule } from '../check/findings.ts'
import type { Planned } from './plan.ts'
import { type Line, planLines } from './plan-lines.ts'

const CLAIMS: readonly Rule[] = ['expire', 'start', 'address']

/** Formats the claims in a URL, whether or not its token is valid. */
function claimedBy({ signed }: Wire): string {
  const claims = ['expire', 'start', 'ip'].filter((name) => signed.has(name))
  return claims.map((name) => `${name}=${signed.get(name)}`).join('; ') || 'none'
}

const NO_MARK_KEY = 'not known: MARK_KEYS is not here'

/**
 * Returns `true` if a URL asks for a mark whose key is not available. Then the cache key is not
 * known, because it depends on the mark's key.
 */
const lacksMarkKey = ({ intent }: Progress, standIns: ReadonlySet<string>): boolean =>
  intent?.mark !== undefined && standIns.has('MARK_KEYS')

/**
 * Returns lines with a mark's value and key, and with the decrypted path. Returns none if the URL
 * has neither.
 */
function hiddenLines({ intent, zone, path }: Progress, lacksKey: boolean): readonly Line[] {
  const marked = intent?.mark && `${intent.mark.value}, by key ${intent.mark.key.id}`
  return [
    ...(marked === undefined ? [] : [['mark', lacksKey ? NO_MARK_KEY : marked] as const]),
    ...(zone?.encrypted && path !== undefined ? [['path', path] as const] : []),
  ]
}

/**
 * Returns lines with host, zone, claims, key, options and policy. They contain the rules' results.
 * If the check ended before the claims or the options, their values come from the URL.
 * @param findings results of the rules for the URL
 * @param facts facts about the URL, or about its canonical spelling if only that can be parsed
 */
export function ruleLines(
  { findings }: Checked,
  wire: Wire | undefined,
  { facts }: Pick<Checked, 'facts'>,
  standIns: ReadonlySet<string>,
): readonly Line[] {
  const textOf = (rule: Rule) => findings.find((finding) => finding.rule === rule)?.text ?? ''
  const isSkipped = (rule: Rule) => textOf(rule) === NOT_CHECKED
  const { zone, intent } = facts
  const isResolved = facts.key !== undefined
  const claims = CLAIMS.map((rule) => `${rule}: ${textOf(rule)}`).join('; ')
  const options = (intent && spelledIntent(intent)) || 'none: the original'
  return [
    ['host', textOf('host')],
    ['zone', isResolved && zone ? `${zone.name}, below ${zone.prefix}, from ${zone.source}` : textOf('zone')],
    ['claims', wire && CLAIMS.every(isSkipped) ? `${claimedBy(wire)}, not verified` : claims],
    ['key', textOf('token')],
    ['options', isResolved && isSkipped('options') ? options : textOf('options')],
    ...hiddenLines(facts, lacksMarkKey(facts, standIns)),
    ['policy', textOf('policy')],
  ]
}

/** Returns lines with the plan and the cache key, or the reason why there are none. */
export function resolvedLines(
  { facts, stopped }: Checked,
  planned: Planned | undefined,
  standIns: ReadonlySet<string>,
): readonly Line[] {
  if (stopped) return [['plan', `none: ${sentenceOf(stopped)}`]]
  if (!planned || facts.key === undefined) return []
  return [
    ...('none' in planned ? [['plan', `none: ${planned.none}`] as const] : planLines(planned)),
    ['cache key', lacksMarkKey(facts, standIns) ? NO_MARK_KEY : facts.key],
  ]
}
