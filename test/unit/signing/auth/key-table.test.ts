import { expect, test } from 'vitest'
import { configure } from '../../../../src/edge/config.ts'
import { fieldFaults } from '../../../../src/edge/variables.ts'
import { Failure } from '../../../../src/errors.ts'

const KEY = Buffer.from(Array.from({ length: 32 }, (_, index) => 255 - index * 3)).toString('base64url')

const SETTINGS = {
  SIGNING_KEYS: `k:${KEY}`,
  KEYCDN_SECRET: 'a secret of KeyCDN',
  IMAGES: { get() {}, head() {} },
  zones: {
    images: {
      prefix: '/',
      source: 'r2:IMAGES',
      presets: { card: { width: 400 }, wide: { width: 900 } },
      mandatory: ['card'],
    },
    shop: { prefix: '/shop/', source: 'r2:IMAGES', presets: { wide: { width: 900 } } },
    legacy: { prefix: '/old/', source: 'r2:IMAGES', schemes: ['keycdn-image'] },
  },
}

async function complaint(changes: object): Promise<string> {
  const error = await configure({ ...SETTINGS, ...changes }).catch((refusal: unknown) => refusal)
  if (!(error instanceof Failure)) throw new Error('it was accepted')
  expect(error).toMatchObject({ code: 'misconfigured', detail: undefined })
  return error.message
}

test.each<[object, RegExp]>([
  [{ k: 'all' }, /^keys\.k: expected Object/],
  [{ 'k 1': {} }, /^keys\.k 1: expected the id of a key/],
  [{ k: { zone: ['shop'] } }, /^keys\.k: unknown field zone; did you mean zones\?$/],
  [{ k: { maxwidth: 4 } }, /^keys\.k: unknown field maxwidth; did you mean max_width\?$/],
  [{ k: { zones: 'shop' } }, /^keys\.k\.zones: /],
  [{ k: { zones: [] } }, /^keys\.k\.zones: expected at least one/],
  [{ k: { zones: ['images', 'shpo'] } }, /^keys\.k\.zones: unknown zone shpo; did you mean shop\?$/],
  [{ k: { zones: ['origin'] } }, /^keys\.k\.zones: unknown zone origin$/],
  [{ k: { paths: ['brand/'] } }, /^keys\.k\.paths\.0: expected a path that starts and ends with/],
  [{ k: { paths: ['/brand'] } }, /^keys\.k\.paths\.0: expected a path that starts and ends with/],
  [{ k: { paths: ['/brand/', 'http://h.example.com/'] } }, /^keys\.k\.paths\.1: expected a path/],
  [{ k: { paths: [] } }, /^keys\.k\.paths: expected at least one path, such as/],
  [{ k: { paths: ['https://h.example.com/'] } }, /^keys\.k\.paths: expected at least one path, such as/],
  [
    { k: { operations: ['blurr'] } },
    /^keys\.k\.operations\.0: unknown parameter blurr; did you mean blur\?$/,
  ],
  [
    { k: { operations: ['width', 'expire'] } },
    /^keys\.k\.operations\.1: expire limits access and is always allowed/,
  ],
  [{ k: { operations: ['token'] } }, /^keys\.k\.operations\.0: token limits access/],
  [{ k: { operations: ['constructor'] } }, /^keys\.k\.operations\.0: unknown parameter constructor$/],
  [{ k: { max_width: 0 } }, /^keys\.k\.max_width: /],
  [{ k: { max_height: 1.5 } }, /^keys\.k\.max_height: /],
  [{ k: { formats: ['jpg'] } }, /^keys\.k\.formats\.0: /],
  [{ k: { formats: ['auto'] } }, /^keys\.k\.formats\.0: /],
  [{ k: { formats: [] } }, /^keys\.k\.formats: expected at least one/],
  [{ k: { max_lifetime: -1 } }, /^keys\.k\.max_lifetime: /],
  [
    { k: { preset: 'crad', zones: ['images'] } },
    /^keys\.k\.preset: zones\.images has no preset crad; did you mean card\?$/,
  ],
  [{ k: { preset: 'card' } }, /^keys\.k\.preset: zones\.shop has no preset card$/],
  [
    { k: { preset: 'wide', zones: ['images'] } },
    /^keys\.k\.preset: zones\.images: width is locked by the preset wide$/,
  ],
  [JSON.parse('{"constructor":{"zones":["shop"]}}'), /^keys\.constructor: this name is reserved/],
  [JSON.parse('{"__proto__":{"zones":["shop"]}}'), /^keys\.__proto__: this name is reserved/],
])('a table of keys is refused: %j', async (keys, sentence) => {
  expect(await complaint({ keys })).toMatch(sentence)
})

test('a limited key may not have a second id with other limits or none', async () => {
  const SIGNING_KEYS = `free:${KEY},k:${KEY}`
  expect(await complaint({ SIGNING_KEYS, keys: { k: {} } })).toBe(
    'keys.k: the key is also that of free: a limited key must have only one id',
  )
  expect((await configure({ ...SETTINGS, SIGNING_KEYS, keys: { other: {} } })).zones).toHaveLength(3)
})

test.each(['key', 'policies', 'policy', 'keyes'])('the table name %s is a misspelling', async (name) => {
  expect(await complaint({ [name]: {} })).toBe(`unknown variable ${name}; did you mean keys?`)
})

test('every faulty field is reported in one message', () => {
  expect(
    fieldFaults({ ...SETTINGS, keys: { k: { zone: ['shop'], formats: [], operations: ['blurr'] } } }),
  ).toEqual([
    expect.stringMatching(/^keys\.k\.operations\.0: /),
    expect.stringMatching(/^keys\.k\.formats: /),
    expect.stringMatching(/^keys\.k: unknown field zone/),
  ])
})

test('a policy may have no limits, an unknown key id, or a preset in zones that accept its tokens', async () => {
  const keys = { k: {}, other: { preset: 'card', zones: ['images', 'legacy'] } }
  const { zones } = await configure({ ...SETTINGS, keys })
  expect(zones.map(({ policies }) => [...policies])).toEqual([
    [
      ['k', { id: 'k', foreign: [] }],
      [
        'other',
        {
          id: 'other',
          ...keys.other,
          foreign: ['/shop/', '/old/'].map((prefix) => ({ prefix, ignoresCase: false })),
        },
      ],
    ],
    [
      ['k', { id: 'k', foreign: [] }],
      ['other', undefined],
    ],
    [
      ['k', { id: 'k', foreign: [] }],
      ['other', undefined],
    ],
  ])
  expect(zones.map(({ keyring }) => keyring.hmac.map(({ id }) => id))).toEqual([['k'], ['k'], ['k']])
})

test("a key is dropped from the zone of the local folder if that lacks the key's preset", async () => {
  const local = { ENVIRONMENT: 'development', DEV_ORIGIN: 'http://127.0.0.1:9000/' }
  const keys = { k: { preset: 'wide', zones: ['shop'] } }
  const any = { shop: SETTINGS.zones.shop }
  const limited = await configure({ ...SETTINGS, ...local, zones: any, keys: { k: { preset: 'wide' } } })
  expect(limited.zones.map(({ keyring }) => keyring.hmac.length)).toEqual([1, 0])
  expect((await configure({ ...SETTINGS, ...local, keys })).zones.at(-1)?.keyring.hmac).toEqual([])
})
