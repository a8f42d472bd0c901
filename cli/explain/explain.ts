import { DENIED } from '../../src/edge/gates/deny-list.ts'
import { ERRORS, Failure, sentenceOf } from '../../src/errors.ts'
import { hmacMessage } from '../../src/signing/auth/hmac-token.ts'
import { canonicalAddress } from '../../src/signing/url/address.ts'
import { OPTIONS } from '../../src/signing/url/options.ts'
import { parseWire, type Wire } from '../../src/signing/url/wire.ts'
import { checkRules, type Explanation, NOT_CHECKED, type Rule } from '../check-rules.ts'
import { command, type Io, refuse } from '../command.ts'
import { findKeyring } from '../key-source.ts'
import { boundNames, readProject, readZones } from '../project.ts'
import { runningServer } from '../running-server.ts'
import { isLocal, respellTarget } from '../target.ts'
import { logHashLines } from './log-hash.ts'
import { type Broken, mendOf } from './mend.ts'
import { oldUrlLines } from './old-url.ts'
import { type Planned, planOf } from './plan.ts'
import { type Line, planLines } from './plan-lines.ts'
import { type Resolved, resolve } from './resolve.ts'

const SPEC = {
  name: 'explain',
  does: 'Shows how the server handles a URL: canonical string, zone, claims, key, plan, cache key, hash in the log, and the rule that fails.',
  argument: { name: 'URL', about: 'the whole URL or a path, signed or not; in quotes' },
  flags: {
    key: {
      value: 'KEY',
      about: 'id:key or a bare key; default: SIGNING_KEYS of the environment or .dev.vars',
    },
    address: { value: 'IP', about: 'address of the client, for URLs that are bound to one' },
    now: { value: 'UNIX', about: 'time in seconds to check at; default: now' },
    accept: { value: 'TYPES', about: 'header Accept of the client, for format=auto' },
  },
  examples: [
    "'http://127.0.0.1:8787/samples/landscape.jpg?width=400&token=…'",
    "'/samples/landscape.jpg?width=400&format=auto' --accept image/avif,image/webp",
  ],
} as const

/** Returns the result of a function. Returns a `Failure` instead of throwing it. */
async function attempt<T>(work: () => T | Promise<T>): Promise<T | Failure> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
}

/** Parses a URL. If this fails, parses its canonical spelling instead. */
async function readUrl(url: string): Promise<Pick<Broken, 'wire' | 'respelt'>> {
  const wire = await attempt(() => parseWire(url))
  if (!(wire instanceof Failure)) return { wire, respelt: false }
  const [, origin = '', target = ''] = /^(https?:\/\/[^/?#]*)(.*)$/s.exec(url) ?? []
  const canonical = await attempt(() => parseWire(origin + respellTarget(target)))
  return canonical instanceof Failure
    ? { wire: undefined, respelt: false }
    : { wire: canonical, respelt: true }
}

function messageOf({ path, query }: Wire): string {
  return JSON.stringify(new TextDecoder().decode(hmacMessage(path, query)))
}

const CLAIMS: readonly Rule[] = ['expire', 'start', 'address']

/** Formats the claims in a URL, whether or not its token is valid. */
function claimedBy({ signed }: Wire): string {
  const claims = ['expire', 'start', 'ip'].filter((name) => signed.has(name))
  return claims.map((name) => `${name}=${signed.get(name)}`).join('; ') || 'none'
}

/**
 * Lines for zone, claims, key, options and policy, as the rules found them. If no rule reached a
 * field, the line shows the value in the URL.
 */
function ruleLines(
  { findings }: Explanation,
  wire: Wire | undefined,
  resolved: Resolved | Failure | undefined,
): readonly Line[] {
  const textOf = (rule: Rule) => findings.find((finding) => finding.rule === rule)?.text ?? ''
  const isSkipped = (rule: Rule) => textOf(rule) === NOT_CHECKED
  const known = resolved instanceof Failure ? undefined : resolved
  const claims = CLAIMS.map((rule) => `${rule}: ${textOf(rule)}`).join('; ')
  return [
    [
      'zone',
      known ? `${known.zone.name}, below ${known.zone.prefix}, from ${known.zone.source}` : textOf('zone'),
    ],
    ['claims', wire && CLAIMS.every(isSkipped) ? `${claimedBy(wire)}, not verified` : claims],
    ['key', textOf('token')],
    ['options', known && isSkipped('options') ? known.options || 'none: the original' : textOf('options')],
    ['policy', textOf('policy')],
  ]
}

function resolvedLines(resolved: Resolved | Failure, planned: Planned | undefined): readonly Line[] {
  if (resolved instanceof Failure) return [['plan', `none: ${sentenceOf(resolved)}`]]
  if (!planned) return []
  return [
    ...('none' in planned ? [['plan', `none: ${planned.none}`] as const] : planLines(planned)),
    ['cache key', resolved.cacheKey],
  ]
}

const refusalOf = (planned: Planned | undefined) =>
  planned && 'none' in planned && planned.status !== undefined ? planned.status : undefined

function verdictLines(
  { failed, findings, reported }: Explanation,
  broken: Broken,
  planned: Planned | undefined,
): readonly Line[] {
  const refusal = refusalOf(planned)
  if (failed)
    return [
      [
        'FAIL',
        `${failed.rule}: the server answers ${ERRORS[failed.failure.code].status}: ${failed.failure.message}`,
      ],
      ['mend', mendOf(failed.rule, broken)],
    ]
  if (refusal !== undefined)
    return [['FAIL', `plan: no rule refuses the URL, but the server answers ${refusal} for its image`]]
  if (reported)
    return [
      ['answer', 'no rule refuses it, but an enforcing zone would: the server answers 403 then'],
      ['mend', mendOf('token', broken)],
    ]
  const isWhole = findings.every(({ mark }) => mark === 'ok')
  return [['answer', isWhole ? 'no rule refuses it' : 'no rule that was checked refuses it']]
}

/**
 * Returns a line about the deny list, which cannot be read here because it is stored where the
 * Worker runs.
 */
async function denialLines(cwd: string): Promise<readonly Line[]> {
  const namespaces = boundNames((await readProject(cwd))?.tables ?? {}, 'kv_namespaces')
  return namespaces.includes(DENIED)
    ? [['deny list', 'not checked: npm run deny -- --list --remote prints it']]
    : []
}

const WIDEST = 'canonical'.length

async function wholeUrl(text: string, { cwd }: Io): Promise<string> {
  return text.startsWith('/') ? `http://127.0.0.1:${(await runningServer(cwd)).port}${text}` : text
}

/** Prints the server's view of a URL. The exit code is 1 if the server refuses the URL. */
export const explain = command(SPEC, async ({ argument, flags }, io) => {
  const { key, address, accept, now: time } = flags
  if (address !== undefined && canonicalAddress(address) === undefined)
    refuse(`--address must be an IPv4 or IPv6 address, got ${address}`)
  const now = time === undefined ? io.now() : OPTIONS.expire.parse(time)
  if (now === undefined) return refuse(`--now must be Unix time in seconds, got ${time}`)

  const print = (lines: readonly Line[]) => {
    for (const [label, text] of lines) io.out(`${label.padEnd(WIDEST)}  ${text}`)
  }
  const url = await wholeUrl(argument, io)
  const { wire, respelt } = await readUrl(url)
  print([['canonical', wire ? messageOf(wire) : 'none']])
  const place = { flag: key, local: isLocal(url) }
  const logHash = wire && !respelt ? await logHashLines(wire.path, place, io) : []

  const read = await attempt(() => readZones(io.cwd, url))
  if (read instanceof Failure) io.err(`warning: ${read.message}`)
  const loaded = read instanceof Failure ? undefined : read
  const old = wire && loaded ? oldUrlLines(url, wire, loaded.config, now) : []
  if (old.length > 0) {
    print([...logHash, ...old])
    return 1
  }
  const explanation = await checkRules(url, {
    now,
    address,
    loaded,
    openKeyring: async (scheme, { signed }) => {
      const kid = OPTIONS.kid.parse(signed.get('kid') ?? '')
      const found = await attempt(() => findKeyring(scheme, place, io, kid))
      if (found instanceof Failure) io.err(`note: ${found.message}`)
      return found instanceof Failure ? undefined : found
    },
  })
  const resolved =
    wire && loaded
      ? await attempt(() =>
          resolve(wire, loaded, { accept, policy: explanation.policy, facts: explanation.facts }),
        )
      : undefined
  print(ruleLines(explanation, wire, resolved))
  const planned =
    resolved && !(resolved instanceof Failure) && wire && loaded
      ? await planOf({ wire, loaded, accept, cwd: io.cwd, source: resolved.zone.source })
      : undefined
  if (resolved) print(resolvedLines(resolved, planned))
  print(logHash)
  if (loaded) print(await denialLines(io.cwd))
  print(verdictLines(explanation, { wire, respelt, config: loaded?.config }, planned))
  return explanation.failed || refusalOf(planned) !== undefined ? 1 : 0
})
