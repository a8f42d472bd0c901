import { beforeAll, describe, expect, it } from 'vitest'
import { configure } from '../../../../src/edge/config.ts'
import { denialOfToken } from '../../../../src/edge/gates/denial.ts'
import { denyList } from '../../../../src/edge/gates/deny-list.ts'
import { rateLimits } from '../../../../src/edge/gates/rate-limits.ts'
import { health } from '../../../../src/edge/http/health.ts'
import { preflight, respond } from '../../../../src/edge/http/response.ts'
import { admitUrl } from '../../../../src/edge/request/authorization.ts'
import type { Effects, Given, Progress } from '../../../../src/edge/request/facts.ts'
import { chooseZone, splitUrl } from '../../../../src/edge/request/routing.ts'
import { runStages, stageList } from '../../../../src/edge/request/stage.ts'
import { STAGES } from '../../../../src/edge/request/stages.ts'
import type { Bindings } from '../../../../src/edge/source/kind.ts'
import { ERRORS, type ErrorCode, Failure } from '../../../../src/errors.ts'
import { importKey, signHmac } from '../../../../src/signing/auth/hmac.ts'
import { createPathCipher } from '../../../../src/signing/sdk/path.ts'
import { timing } from '../../../../src/timing.ts'
import { reachableFrom, readSource } from '../../../support/project/imports.ts'
import { FOREIGN_SECRETS, imgproxyUrl } from '../../../support/worker/foreign-urls.ts'
import { buildRequest, type Refusal, type RequestCase } from '../../../support/worker/request-cases.ts'
import { KEY, SIGNING_KEYS, type Signature, sign } from '../../../support/worker/worker.ts'
import { claims } from '../../../worker/refusals/claims.ts'
import { ACCESS, BOTH, IMAGE, keycdn, SECRET } from '../../../worker/refusals/keycdn.ts'
import { options } from '../../../worker/refusals/options.ts'
import { BRANDED, BRANDS, overlays, STAMPED } from '../../../worker/refusals/overlays.ts'
import { tokens } from '../../../worker/refusals/tokens.ts'
import { wire } from '../../../worker/refusals/wire.ts'

it('runs the stages in this order', () => {
  expect(STAGES.map(({ name }) => name).join(' → ')).toBe(
    'method → wire → health → host → zone → preflight → token → claims → deny list → options → mark → path → ' +
      'policy → authorize → sources → cache key → rate limit → obtain → respond',
  )
})

it('leaves to the gateway what holds for a client', () => {
  const ofUrl = STAGES.filter((stage) => stage.ofUrl).map(({ name }) => name)
  expect(ofUrl.join(' → ')).toBe('wire → zone → token → options → mark → path → policy → sources → cache key')
})

it('takes no stage before its facts', () => {
  stageList().url('wire', 'nothing', [], splitUrl)
  // @ts-expect-error: nobody has found the zone
  stageList().url('token', 'configuration', [], admitUrl)
  const ofClient = stageList().client('wire', 'nothing', [], splitUrl)
  ofClient.client('zone', 'configuration', [], chooseZone)
  // @ts-expect-error: what a URL means depends on no stage of the client
  ofClient.url('zone', 'configuration', [], chooseZone)
})

describe('the modules of the stages', () => {
  const reached = [...reachableFrom('src/edge/request/stages.ts')]

  it('have no WebAssembly', () => {
    expect(reached.filter((file) => /\.wasm$|^src\/engine\/(?:wasm|formats|ops)\//.test(file))).toEqual([])
  })

  it('have no API of Workers', () => {
    const api =
      /\bcaches\.(?:open|default)\b|\bnew (?:FixedLengthStream|HTMLRewriter|WebSocketPair)\b|WorkerEntrypoint|^cloudflare:/
    const ours = reached.filter((file) => file.startsWith('src/'))
    expect(ours.length).toBeGreaterThan(40)
    expect(ours.filter((file) => api.test(readSource(file)))).toEqual([])
    expect(reached.filter((file) => api.test(file))).toEqual([])
    expect(api.test(readSource('src/edge/http/response.ts'))).toBe(true)
  })
})

const LIMITED = KEY.map((byte) => byte ^ 77)

const byLimited: Signature = async (path, query) => signHmac(await importKey('limited', LIMITED), path, query)

const ORIGIN = 'https://origin.example.com/'
const BASE = 'http://127.0.0.1:8787'

const SETTINGS = {
  SIGNING_KEYS: `${SIGNING_KEYS},limited:${Buffer.from(LIMITED).toString('base64url')}`,
  KEYCDN_SECRET: SECRET,
  ...FOREIGN_SECRETS,
  THUMBOR_KEY: 'short',
  PATH_KEYS: `p:${Buffer.from(KEY.map((byte) => byte ^ 9)).toString('base64url')}`,
  ENVIRONMENT: 'development',
  DEV_ORIGIN: ORIGIN,
  hosts: ['img.example.com'],
  keys: { limited: { max_width: 10 } },
  zones: {
    shop: { prefix: '/shop/', source: ORIGIN, cors: ['https://shop.example'] },
    image: { prefix: IMAGE, source: ORIGIN, schemes: ['keycdn-image'] },
    access: { prefix: ACCESS, source: ORIGIN, schemes: ['keycdn-access'] },
    both: { prefix: BOTH, source: ORIGIN, schemes: ['hmac', 'keycdn-image', 'keycdn-access'] },
    branded: { prefix: BRANDED, source: ORIGIN, ...BRANDS },
    stamped: { prefix: STAMPED, source: ORIGIN, ...BRANDS, mandatory: ['stamp'] },
    old: { prefix: '/old/', source: ORIGIN, schemes: ['imgproxy'] },
    weak: { prefix: '/weak/', source: ORIGIN, schemes: ['thumbor'] },
    vault: { prefix: '/vault/', source: ORIGIN, encrypted: true },
    own: { prefix: '/own/', source: 'https://img.example.com/' },
  },
}

const hidden = createPathCipher({ key: SETTINGS.PATH_KEYS, prefix: '/vault/' })

let config: Given['config']

beforeAll(async () => {
  config = await configure(SETTINGS)
})

/**
 * Sends a request through the stages.
 * @returns the stage at which it ended, and the code of the refusal
 */
async function refusalOf(attempt: RequestCase, env: Bindings = {}): Promise<string> {
  const { method = 'GET', target, headers = [] } = await buildRequest(attempt)
  const given = new Map<string, string>()
  for (const header of headers) {
    const [, name = '', value = ''] = /^([^:]+): ?(.*)$/.exec(header) ?? []
    const before = given.get(name.toLowerCase())
    given.set(name.toLowerCase(), before === undefined ? value : `${before}, ${value}`)
  }
  const url = target.startsWith('http') ? target : `http://${given.get('host') ?? '127.0.0.1:8787'}${target}`
  const request = new Request(BASE, {
    headers: given.has('range') ? { range: given.get('range') ?? '' } : {},
  })
  const body = new Uint8Array(4)
  const effects: Effects = {
    health,
    preflight: (zone) => preflight(zone, request),
    assertAllowed: (arrived) => denyList().assertAllowed(arrived, env, () => undefined),
    authorize: async () => {
      if (env['REFUSES']) throw new Failure('forbidden')
    },
    assertWithin: (key) => rateLimits().assertWithin(env, key, null),
    obtain: async () => ({
      derivative: {
        body,
        length: 4,
        type: 'image/png',
        processed: 1,
        info: {},
        etag: '"1"',
        until: 0,
        checked: 0,
        made: 0,
        validators: '',
      },
      outcome: { hit: true, shared: false, stored: false },
    }),
    respond: (derivative, context) => respond(derivative, { ...context, request, send: (bytes) => bytes }),
  }
  const facts: Given & Progress = {
    method,
    url,
    accept: null,
    address: given.get('cf-connecting-ip'),
    now: Math.floor(Date.now() / 1000),
    config,
    env: { ...SETTINGS, ...env },
    clock: timing(),
    effects,
  }
  let at = ''
  const watched = STAGES.map((stage) => ({
    ...stage,
    run(...args: Parameters<typeof stage.run>) {
      at = stage.name
      return stage.run(...args)
    },
  }))
  try {
    await runStages(watched, facts)
    return `${at}: ${facts.answer?.headers.get('x-ip-error') ?? facts.answer?.status}`
  } catch (error) {
    if (error instanceof Failure) return `${at}: ${error.code}`
    throw error
  }
}

const declared = STAGES.flatMap(({ name, failures }) => failures.map((code) => `${name}: ${code}`))
const seen = new Set<string>()

/** Where hostile requests of the Worker's own tests end. */
describe.each<Refusal>([...wire, ...tokens, ...claims, ...options, ...overlays, ...keycdn])(
  'a request with $title',
  ({ code, attempts }) => {
    it(`is refused by a stage that says so: ${code}`, async () => {
      for (const [title, attempt] of Object.entries(attempts)) {
        const refusal = await refusalOf(attempt)
        expect(declared, title).toContain(refusal)
        expect(refusal, title).toMatch(new RegExp(`: ${code}$`))
        seen.add(refusal)
      }
    })
  },
)

const A = '/origin/a.jpg'
const source = (path: string) => imgproxyUrl('/old/', 'rs:fit:9:9/', ORIGIN + path)

describe('a request that only one stage refuses', () => {
  it.each<[string, () => RequestCase | Promise<RequestCase>, (() => Bindings | Promise<Bindings>)?]>([
    ['host: forbidden', () => ({ signed: `${A}?width=9`, headers: ['Host: cdn.example.com'] })],
    ['token: bad-url', () => ({ target: source('%61//b.jpg') })],
    ['token: url-too-long', () => ({ target: source('%C3%A9'.repeat(10) + 'é'.repeat(1500)) })],
    ['token: misconfigured', () => ({ target: '/weak/a.jpg' })],
    [
      'deny list: forbidden',
      () => ({ signed: `${A}?width=9` }),
      async () => {
        const token = /token=(.*)/.exec(await sign(`${A}?width=9`))?.[1] ?? ''
        return { DENIED: { get: async () => `${await denialOfToken(token)}\n` } }
      },
    ],
    [
      'deny list: deny-list-unavailable',
      () => ({ signed: `${A}?width=9` }),
      () => ({ DENIED: { get: () => Promise.reject(new Error('gone')) } }),
    ],
    ['mark: bad-parameter', () => ({ signed: `${A}?width=9&mark=00000001` })],
    ['path: not-found', () => ({ signed: '/vault/AAAA?width=9' })],
    ['policy: forbidden', () => ({ signed: `${A}?width=11&kid=limited`, by: byLimited })],
    ['authorize: forbidden', () => ({ signed: `${A}?width=9` }), () => ({ REFUSES: 'all' })],
    ['sources: misconfigured', () => ({ signed: '/own/a.jpg?width=9', headers: ['Host: img.example.com'] })],
    [
      'sources: not-found',
      async () => ({ signed: `${await hidden.encrypt('/vault/a%2Fb//c.jpg')}?width=9` }),
    ],
    [
      'rate limit: too-many-requests',
      () => ({ signed: `${A}?width=9` }),
      () => ({ LIMITER: { limit: async () => ({ success: false }) } }),
    ],
    ['respond: bad-range', () => ({ signed: `${A}?width=9`, headers: ['Range: bytes=9-'] })],
    ['respond: 200', () => ({ signed: `${A}?width=9` })],
    ['health: 200', () => ({ target: '/health' })],
    ['preflight: 204', () => ({ method: 'OPTIONS', target: '/shop/a.jpg' })],
  ])('%s', async (expected, attempt, env = () => ({})) => {
    const refusal = await refusalOf(await attempt(), await env())
    expect(refusal).toBe(expected)
    if (!/\d$/.test(refusal)) expect(declared).toContain(refusal)
    seen.add(refusal)
  })
})

/** Refused by what an effect does; the tests of the Worker have these. */
const ELSEWHERE = /^(?:obtain: |health: internal$)/

it('each failure of the list is one of the requests above', () => {
  expect(declared.filter((row) => !ELSEWHERE.test(row) && !seen.has(row))).toEqual([])
})

it('each error has a stage, or comes before them', () => {
  const codes = new Set(STAGES.flatMap(({ failures }) => failures))
  expect((Object.keys(ERRORS) as ErrorCode[]).filter((code) => !codes.has(code))).toEqual([])
})
