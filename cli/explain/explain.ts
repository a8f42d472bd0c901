import { DENIED } from '../../src/edge/gates/deny-list.ts'
import type { Facts, Progress } from '../../src/edge/request/facts.ts'
import { ERRORS, Failure } from '../../src/errors.ts'
import { hmacMessage } from '../../src/signing/auth/hmac-token.ts'
import { OPTIONS } from '../../src/signing/url/options.ts'
import type { Wire } from '../../src/signing/url/wire.ts'
import { attempt } from '../attempt.ts'
import { check } from '../check/check.ts'
import type { Checked } from '../check/findings.ts'
import { foreignSchemeOf } from '../check/scheme.ts'
import type { Server } from '../check/server.ts'
import { assertAddress, CIRCUMSTANCES, KEY_FLAG, KEY_MOVED, readNow } from '../flags.ts'
import { INVOKE } from '../invocation.ts'
import { findKeyring } from '../key-source.ts'
import { assertPasted } from '../pasted.ts'
import { boundNames, readProject, readZones } from '../project.ts'
import { projectArguments } from '../project-flags.ts'
import { type ProjectPlace, projectCommand } from '../project-place.ts'
import { isLocal } from '../target.ts'
import { useServer } from '../used-server.ts'
import { logHashLines } from './log-hash.ts'
import { type Broken, remedyOf } from './mend.ts'
import { oldUrlLines } from './old-url.ts'
import { type Planned, planOf } from './plan.ts'
import type { Line } from './plan-lines.ts'
import { resolvedLines, ruleLines } from './rule-lines.ts'
import { readUrl } from './spelling.ts'

const SPEC = {
  name: 'explain',
  does: 'Shows how the server handles a URL: canonical string, zone, claims, key, plan, cache key, hash in the log, and the rule that fails.',
  argument: { name: 'URL', about: 'the whole URL or a path, signed or not; in quotes' },
  flags: {
    signingKey: KEY_FLAG,
    ...CIRCUMSTANCES,
    accept: { value: 'TYPES', about: 'header Accept of the client, for format=auto' },
  },
  moved: KEY_MOVED,
  examples: [
    "'http://127.0.0.1:8787/samples/landscape.jpg?width=400&token=…'",
    "'/samples/landscape.jpg?width=400&format=auto' --accept image/jxl,image/avif,image/webp",
  ],
} as const

function messageOf({ path, query }: Wire): string {
  return JSON.stringify(new TextDecoder().decode(hmacMessage(path, query)))
}

const refusalOf = (planned: Planned | undefined) =>
  planned && 'none' in planned && planned.status !== undefined ? planned.status : undefined

function verdictLines(
  { failed, findings, reported }: Checked,
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
      ['mend', remedyOf(failed.rule, broken)],
    ]
  if (refusal !== undefined)
    return [['FAIL', `plan: no rule refuses the URL, but the server answers ${refusal} for its image`]]
  if (reported)
    return [
      ['answer', 'no rule refuses it, but an enforcing zone would: the server answers 403 then'],
      ['mend', remedyOf('token', broken)],
    ]
  const isWhole = findings.every(({ mark }) => mark === 'ok')
  return [['answer', isWhole ? 'no rule refuses it' : 'no rule that was checked refuses it']]
}

/**
 * Returns a line that says how to read the deny list. The command cannot read the list, because it
 * is stored in the account of the Worker.
 */
async function denialLines(place: ProjectPlace): Promise<readonly Line[]> {
  const namespaces = boundNames((await readProject(place))?.tables ?? {}, 'kv_namespaces')
  return namespaces.includes(DENIED)
    ? [
        [
          'deny list',
          `not checked: ${INVOKE.run('deny', `list --remote${projectArguments(place.typed)}`)} prints it`,
        ],
      ]
    : []
}

/** Returns `true` if the check found an image's cache key. Then the image can be planned. */
const isResolved = (facts: Progress): facts is Facts => facts.key !== undefined

const WIDEST = 'canonical'.length

/**
 * Prints a URL's parts, each rule's result, the image's plan and the cache key. The exit code is 1
 * if the server refuses the URL.
 */
export const explain = projectCommand(SPEC, async ({ argument, flags }, given) => {
  const { signingKey, address, accept, now: time } = flags
  assertPasted(argument)
  assertAddress(address)
  const now = readNow(time, given)

  const { origin, io } = await useServer(argument, given)
  const url = argument.startsWith('/') ? origin + argument : argument
  const print = (lines: readonly Line[]) => {
    for (const [label, text] of lines) io.out(`${label.padEnd(WIDEST)}  ${text}`)
  }
  const { url: canonical, wire, respelt } = await readUrl(url)
  print([['canonical', wire ? messageOf(wire) : 'none']])
  const place = { flag: signingKey, local: isLocal(url) }
  const logHash = wire && !respelt ? await logHashLines(wire.path, place, io) : []

  const read = await attempt(() => readZones(io.project, url, io.env))
  if (read instanceof Failure) io.err(`warning: ${read.message}`)
  const loaded = read instanceof Failure ? undefined : read
  const openKeyring: Server['openKeyring'] = async (scheme, { signed }) => {
    const kid = OPTIONS.kid.parse(signed.get('kid') ?? '')
    const found = await attempt(() => findKeyring(scheme, place, io, kid))
    if (found instanceof Failure) io.err(`note: ${found.message}`)
    return found instanceof Failure ? undefined : found
  }
  const server = { now, address, accept, loaded, openKeyring }
  const checked = await check(url, server)
  const old = oldUrlLines(url, checked, server)
  if (old.length > 0) {
    print([...logHash, ...old])
    return 1
  }
  // A token covers the original spelling only. Therefore the canonical spelling is checked without
  // keys.
  const meant = respelt ? await check(canonical, { ...server, openKeyring: async () => undefined }) : checked
  const { standIns = new Set<string>() } = loaded ?? {}
  print(ruleLines(checked, wire, meant, standIns))
  const planned = isResolved(meant.facts) ? await planOf(meant.facts, io.project) : undefined
  if (wire && loaded) print(resolvedLines(meant, planned, standIns))
  print(logHash)
  if (loaded) print(await denialLines(io.project))
  const service = foreignSchemeOf(checked.facts, server)?.name
  print(
    verdictLines(
      checked,
      { wire, respelt, config: loaded?.config, service, typed: io.project.typed },
      planned,
    ),
  )
  return checked.failed || refusalOf(planned) !== undefined ? 1 : 0
})
