import fc from 'fast-check'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { zoneTag } from '../../../src/edge/cache/key.ts'
import { type Config, configure } from '../../../src/edge/config.ts'
import { type InstanceOptions, openInstance } from '../../../src/edge/instance.ts'
import { SOURCE_FORMS, SOURCE_KINDS } from '../../../src/edge/source/kinds.ts'
import type { Configuration } from '../../../src/edge/variables.ts'
import { handlerOf } from '../../../src/handler.ts'
import { silentFailure } from '../../support/process/failure.ts'
import { SIGNING_KEYS } from '../../support/worker/worker.ts'

type PresetFields = NonNullable<Configuration['zones'][string]['presets']>[string]
type Schemes = Configuration['zones'][string]['schemes']

const zones = { images: { prefix: '/', source: 'r2:IMAGES' } }
const ENV = { SIGNING_KEYS, IMAGES: { get() {}, head() {} } }
const read = () => null

const RESERVED = 'zones.constructor: this name is reserved: choose another one'

/** Options that types forbid, as JavaScript could pass them. */
const wrong = (options: object) => options as InstanceOptions

describe('an option is refused when the Worker starts', () => {
  it.each<[string, object, string]>([
    ['an unknown one', { sauces: {} }, 'unknown option sauces; did you mean sources?'],
    ['a path as a number', { base: 1 }, 'base: expected a value of the type string'],
    ['a name that is null', { name: null }, 'name: expected a value of the type string'],
    ['no function', { authorize: {} }, 'authorize: expected a value of the type function'],
    ['a log that is an object', { log: console }, 'log: expected a value of the type function'],
    ['a configuration in text', { config: '[vars]' }, 'config: expected a value of the type object'],
    ['a source that is no function', { sources: { dam: {} } }, 'sources.dam: expected a function'],
    [
      'an unknown table',
      { config: { zonez: {}, zones } },
      'config: unknown field zonez; did you mean zones?',
    ],
    ['a secret', { config: { zones, SIGNING_KEYS } }, 'config: unknown field SIGNING_KEYS'],
    ['no zones', { config: {} }, 'zones: is not set'],
    [
      'an unknown field of a zone',
      { config: { zones: { images: { prefix: '/', source: 'r2:IMAGES', maxage: 1 } } } },
      'zones.images: unknown field maxage; did you mean max_age?',
    ],
    [
      'a source of no kind',
      { config: { zones: { images: { prefix: '/', source: 'IMAGES' } } } },
      `zones.images.source: expected ${SOURCE_FORMS}`,
    ],
    [
      'a misspelt field, before the field that is missing',
      { config: { zones: { images: { prefx: '/', source: 'r2:IMAGES' } } } },
      'zones.images: unknown field prefx; did you mean prefix?',
    ],
    ['a reserved name', { config: { zones: { ...zones, constructor: zones.images } } }, RESERVED],
    [
      'an unknown parameter of a preset',
      { config: { zones: { images: { ...zones.images, presets: { card: { widht: 4 } } } } } },
      'zones.images.presets.card: unknown parameter widht; did you mean width?',
    ],
    [
      'a wrong value of a preset',
      { config: { zones: { images: { ...zones.images, presets: { card: { width: 'abc' } } } } } },
      'zones.images.presets.card: width must be a whole number from 1 to 10000, got abc',
    ],
    [
      'a mandatory preset that is missing',
      { config: { zones: { images: { ...zones.images, mandatory: ['card'] } } } },
      'zones.images.mandatory: unknown preset card',
    ],
    [
      'a source without a function',
      { config: { zones: { images: { prefix: '/', source: 'dam:x/' } } } },
      `zones.images.source: unknown source dam:; expected ${SOURCE_FORMS}`,
    ],
    [
      'a misspelt source',
      { config: { zones: { images: { prefix: '/', source: 'dma:' } } }, sources: { dam: read } },
      `zones.images.source: unknown source dma:; did you mean dam:?; expected ${SOURCE_FORMS}`,
    ],
    [
      'a base of the configuration',
      { config: { zones, base: '/img/' } },
      'base: expected a path such as /img, without a slash at its end',
    ],
  ])('%s', (_, options, reason) => {
    expect(() => openInstance(wrong(options))).toThrow(silentFailure('misconfigured', reason))
  })

  it.each([
    '/',
    '/img/',
    'img',
    '//img',
    '/img//a',
    '/a/../b',
    '/.',
    '/a b',
    '/%C3%A9',
    '/é',
    '/img?',
    'https://h/img',
  ])('the base %j', (base) => {
    expect(() => openInstance({ base })).toThrow(/^base: expected a path such as \/img/)
  })

  it.each(['-shop', 'Shop', 'a/b', 'a b', 'é', 'a.b', 'x'.repeat(33)])('the name %j', (name) => {
    expect(() => openInstance({ name })).toThrow(/^name: expected up to 32 lower-case letters/)
  })

  it('a name that the cache of the platform could mistake for another, because its tags have no case', () => {
    const names = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/)
    fc.assert(
      fc.property(names, (name) => {
        const open = () => openInstance({ name })
        if (zoneTag('images', name) === zoneTag('images', name).toLowerCase()) expect(open).not.toThrow()
        else expect(open).toThrow(/^name: expected up to 32 lower-case/)
      }),
    )
  })

  it.each([
    ...SOURCE_KINDS.flatMap(({ forms }) => forms.map((form) => form.split(':')[0] ?? '')),
    'http',
    'Dam',
    '1a',
    'a_b',
    '',
  ])('the source name %j', (name) => {
    expect(() => openInstance({ sources: { [name]: read } })).toThrow(/^sources\..*: expected up to 32/)
  })
})

describe('a configuration in code', () => {
  it('takes the place of all tables, and leaves bindings and secrets', async () => {
    const env = {
      ...ENV,
      zones: { other: { prefix: '/o/', source: 'r2:NONE' } },
      hosts: ['a.example'],
      name: 'other',
    }
    const config = await openInstance({ config: { zones } }).configure(env)
    expect(config).toMatchObject({ hosts: undefined, name: '', keyring: { hmac: [{ id: 'test' }] } })
    expect(config.zones.map(({ name }) => name)).toEqual(['images'])
  })

  it('may be constant', async () => {
    const config = { zones: { images: { prefix: '/', source: 'r2:IMAGES', schemes: ['hmac'] } } } as const
    await expect(openInstance({ config }).configure(ENV)).resolves.toBeDefined()
  })

  it('has types of its fields', () => {
    const open = (source: string, schemes: Schemes) => {
      const table = { prefix: '/', source, schemes }
      return openInstance({ config: { zones: { a: table } } })
    }
    expect(open('r2:A', ['hmac'])).toBeDefined()
    // @ts-expect-error: there is no such scheme
    expect(() => open('r2:A', ['md5'])).toThrow()
    // @ts-expect-error: a zone has no such field
    expect(() => openInstance({ config: { zones: { a: { sourze: 'r2:A' } } } })).toThrow()
    const withPreset = (card: PresetFields) =>
      openInstance({ config: { zones: { a: { ...zones.images, presets: { card } } } } })
    expect(
      withPreset({ width: 400, fit: 'cover', ol2alpha: 9, progressive: true, lock: 'all' }),
    ).toBeDefined()
    // @ts-expect-error: there is no such parameter
    expect(() => withPreset({ widht: 400 })).toThrow()
    // @ts-expect-error: secrets are not part of it
    expect(() => openInstance({ config: { zones, SIGNING_KEYS } })).toThrow()
  })

  it('does not mistake other variables of the Worker for tables', async () => {
    await expect(openInstance({ config: { zones } }).configure({ ...ENV, zone: 'eu' })).resolves.toBeDefined()
    await expect(openInstance().configure({ ...ENV, zones, zone: 'eu' })).rejects.toThrow(
      'unknown variable zone',
    )
  })

  it.each<[string, object, InstanceOptions]>([
    ['variables', { zones, base: '/img', name: 'shop' }, {}],
    ['a configuration', {}, { config: { zones, base: '/img', name: 'shop' } }],
    ['options', {}, { config: { zones }, base: '/img', name: 'shop' }],
    [
      'options rather than a configuration',
      { base: '/x', name: 'x' },
      { config: { zones, base: '/y', name: 'y' }, base: '/img', name: 'shop' },
    ],
    ['options rather than variables', { zones, base: '/x', name: 'x' }, { base: '/img', name: 'shop' }],
  ])('gets its base and its name from %s', async (_, variables, options) => {
    const config = await openInstance(options).configure({ ...ENV, ...variables })
    expect([config.base, config.name, config.zones.map(({ prefix }) => prefix)]).toEqual([
      '/img',
      'shop',
      ['/img/'],
    ])
  })

  it('puts the folder of npm start below its base', async () => {
    const development = { ENVIRONMENT: 'development', DEV_ORIGIN: 'http://127.0.0.1:9000/' }
    const config = await openInstance({ base: '/img' }).configure({ ...ENV, ...development, zones })
    expect(config.zones.map(({ prefix }) => prefix)).toEqual(['/img/', '/img/origin/'])
  })

  it('is read once for each environment', async () => {
    const { configure: load } = openInstance({ config: { zones } })
    expect(await load(ENV)).toBe(await load(ENV))
    expect(await load({ ...ENV })).not.toBe(await load(ENV))
  })
})

describe('a source that is defined in code', () => {
  const withSource = (source: string) => ({ zones: { press: { prefix: '/', source } } })

  it.each(['dam:', 'dam:folder/', 'dam:a/b/'])('may be used: %s', async (source) => {
    const { configure: load } = openInstance({ config: withSource(source), sources: { dam: read } })
    await expect(load(ENV)).resolves.toBeDefined()
  })

  it('must be defined in the Worker, also for zones of [vars]', async () => {
    const reason = `zones.press.source: unknown source dam:; expected ${SOURCE_FORMS}`
    await expect(openInstance().configure({ ...ENV, ...withSource('dam:') })).rejects.toThrow(
      silentFailure('misconfigured', reason),
    )
    expect(SOURCE_FORMS).toMatch(/, https:\/\/host\/path\/ or NAME: with a name in sources$/)
  })

  it('takes no credentials', () => {
    const config = { zones: { press: { prefix: '/', source: 'dam:', credentials: { secret: 'DAM' } } } }
    expect(() => openInstance({ config, sources: { dam: read } })).toThrow(
      'zones.press.credentials: a source that is defined in code takes none',
    )
  })

  it('may be any in commands, which do not run code', async () => {
    await expect(configure({ ...ENV, ...withSource('dam:') })).resolves.toMatchObject({ sources: undefined })
  })

  it('is not changed by changes to the options', async () => {
    const sources: Record<string, typeof read> = { dam: read }
    const { configure: load } = openInstance({ config: withSource('dam:'), sources })
    delete sources['dam']
    await expect(load(ENV)).resolves.toBeDefined()
  })
})

describe('two instances', () => {
  const warned = async (options: InstanceOptions): Promise<Config['warnings']> =>
    (await openInstance(options).configure({ ...ENV, zones })).warnings

  it('with the same name are warned of, whatever sets the name', async () => {
    expect(await warned({ name: 'twin' })).toEqual([])
    const warning = [expect.stringMatching(/^name: there are two instances with the name twin: /)]
    expect(await warned({ name: 'twin' })).toEqual(warning)
    expect(await warned({ config: { zones, name: 'twin' } })).toEqual(warning)
    expect(await warned({ name: 'single' })).toEqual([])
  })

  it('do not include one that reads another environment', async () => {
    const { configure: load } = openInstance({ name: 'alone' })
    for (let time = 0; time < 2; time++) expect((await load({ ...ENV, zones })).warnings).toEqual([])
  })
})

describe('a handler', () => {
  it.each<[string, unknown[]]>([
    ['request and no env and no ctx', []],
    ['env and no ctx', [new Request('https://h.example/img/health')]],
    ['ctx', [new Request('https://h.example/img/health'), ENV]],
    ['ctx', [new Request('https://h.example/img/health'), ENV, { executionCtx: {} }]],
    ['env', [new Request('https://h.example/img/health'), null, { waitUntil() {} }]],
  ])('answers a call that has no %s', async (missing, given) => {
    const lines: unknown[] = []
    const log = (line: unknown) => void lines.push(line)
    const { fetch }: { fetch(...given: unknown[]): Promise<Response> } = Object({
      fetch: handlerOf(openInstance({ config: { zones }, base: '/img', log })),
    })
    const response = await fetch(...given)
    expect([response.status, await response.json()]).toMatchObject([500, { code: 'misconfigured' }])
    const reason = `fetch got no ${missing}: pass env and ctx, as in signet.fetch(request, env, ctx)`
    expect(lines).toMatchObject([{ kind: 'request', reason }, ...lines.slice(1)])
  })

  it('needs no this, and only waitUntil of a context', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => undefined)
    onTestFinished(() => void vi.restoreAllMocks())
    const handle = handlerOf(openInstance({ config: { zones }, base: '/img', name: 'handler' }))
    const response = await handle(new Request('https://h.example/img/health'), ENV, { waitUntil() {} })
    expect([response.status, await response.text()]).toEqual([200, 'ok\n'])
  })
})
