import { describe, expect, it } from 'vitest'
import { configure } from '../../../src/edge/config.ts'
import { fieldFaults } from '../../../src/edge/variables.ts'
import { Failure } from '../../../src/errors.ts'

const BYTES = Buffer.from(Array.from({ length: 32 }, (_, index) => 255 - index * 3))
const KEY = BYTES.toString('base64url')
const ZONE = { prefix: '/', source: 'r2:IMAGES' }
const IMAGES = { get() {}, head() {} }

const WORKING = { SIGNING_KEYS: `k:${KEY}`, IMAGES, zones: { images: ZONE } }

/** Returns the message that is logged. */
async function complaint(changes: Record<string, unknown>): Promise<string> {
  const error = await configure({ ...WORKING, ...changes }).then(
    () => new Error('it was accepted'),
    (error: unknown) => error,
  )
  if (!(error instanceof Failure)) throw error
  expect(error).toMatchObject({ code: 'misconfigured', detail: undefined })
  expect(error.message).not.toContain(KEY)
  expect(error.message).not.toContain('hunter2')
  return error.message
}

const zone = (changes: Record<string, unknown>) => ({ zones: { images: { ...ZONE, ...changes } } })

describe('SIGNING_KEYS', () => {
  const repeated = Buffer.alloc(32, 'ab').toString('base64url')
  const placeholder = Buffer.from('please change-me before you deploy this').toString('base64url')
  it.each<[string, unknown, RegExp]>([
    ['none', undefined, /^SIGNING_KEYS is not set$/],
    ['an empty text', '', /^SIGNING_KEYS is not set$/],
    ['no text', { k: KEY }, /^SIGNING_KEYS: /],
    ['a number', 12345, /^SIGNING_KEYS: /],
    ['a key without an id', KEY, /^SIGNING_KEYS: expected id:base64url/],
    ['an id without a key', 'k:', /^SIGNING_KEYS: expected id:base64url/],
    ['an id with a blank', `k 1:${KEY}`, /^SIGNING_KEYS: expected id:base64url/],
    ['padding', `k:${KEY}=`, /^SIGNING_KEYS: expected id:base64url/],
    ['another alphabet', `k:${BYTES.toString('base64').replace(/=/g, '')}+/`, /^SIGNING_KEYS: expected/],
    ['a comma at the end', `k:${KEY},`, /^SIGNING_KEYS: expected id:base64url/],
    ['a line break at the end', `k:${KEY}\n`, /^SIGNING_KEYS: expected id:base64url/],
    [
      '31 bytes',
      `k:${BYTES.subarray(1).toString('base64url')}`,
      /^SIGNING_KEYS: key k has 31 bytes, but needs at least 32/,
    ],
    ['a password', `k:${Buffer.from('hunter2').toString('base64url')}`, /^SIGNING_KEYS: key k has 7 bytes/],
    ['zeros', `k:${Buffer.alloc(32).toString('base64url')}`, /^SIGNING_KEYS: key k repeats a few bytes/],
    ['two bytes over and over', `k:${repeated}`, /^SIGNING_KEYS: key k repeats a few bytes/],
    ['a placeholder', `k:${placeholder}`, /^SIGNING_KEYS: key k is a placeholder/],
    ['a good one and a bad one', `k:${KEY},old:${repeated}`, /^SIGNING_KEYS: key old repeats a few bytes/],
    ['an id twice', `k:${KEY},k:${KEY}`, /^SIGNING_KEYS: an id is used twice/],
  ])('is refused: %s', async (_, SIGNING_KEYS, rule) => {
    expect(await complaint({ SIGNING_KEYS })).toMatch(rule)
  })

  it('is refused with the placeholder of the example configuration', async () => {
    expect(await complaint({ SIGNING_KEYS: 'k1:REPLACE_ME' })).toMatch(/^SIGNING_KEYS: /)
  })
})

describe('zones', () => {
  it.each<[string, Record<string, unknown>, RegExp]>([
    ['none', { zones: undefined }, /^zones: /],
    ['no table of them', { zones: {} }, /^zones: expected at least one zone/],
    ['text', { zones: '{"images":{}}' }, /^zones: /],
    ['a zone that is not a table', { zones: { images: null } }, /^zones\.images: /],
    ['a zone without a prefix', { zones: { images: { source: 'r2:IMAGES' } } }, /^zones\.images\.prefix: /],
    [
      'a zone without a source',
      { zones: { images: { prefix: '/' } } },
      /^zones\.images\.source: is not set$/,
    ],
    [
      'an unknown setting',
      zone({ shemes: ['hmac'] }),
      /^zones\.images: unknown field shemes; did you mean schemes\?$/,
    ],
    ['a setting like none', zone({ color: 'red' }), /^zones\.images: unknown field color$/],
    ['an empty prefix', zone({ prefix: '' }), /^zones\.images\.prefix: expected a path/],
    ['a prefix without a slash before it', zone({ prefix: 'a/' }), /^zones\.images\.prefix: expected a path/],
    ['a prefix without a slash after it', zone({ prefix: '/a' }), /^zones\.images\.prefix: expected a path/],
    ['a prefix that is never canonical', zone({ prefix: '//' }), /^zones\.images\.prefix: expected a path/],
    ['a prefix with an encoding', zone({ prefix: '/%61/' }), /^zones\.images\.prefix: expected a path/],
    ['no scheme', zone({ schemes: [] }), /^zones\.images\.schemes: /],
    ['originals in another word', zone({ originals: 'named' }), /^zones\.images\.originals: /],
    [
      'originals by name, whose tokens cannot cover a name',
      {
        ...zone({ originals: 'explicit', schemes: ['hmac', 'keycdn-access'] }),
        KEYCDN_SECRET: 'a secret of KeyCDN',
      },
      /^zones\.images\.originals: keycdn-access tokens cannot cover original=1; use "implicit"$/,
    ],
    ['an unknown scheme', zone({ schemes: ['hmac', 'none'] }), /^zones\.images\.schemes\.1: /],
    [
      'a scheme without its secret',
      zone({ schemes: ['keycdn-image'] }),
      /^zones\.images\.schemes: KEYCDN_SECRET/,
    ],
    [
      'imgproxy without its salt',
      { ...zone({ schemes: ['imgproxy'] }), IMGPROXY_KEY: '00'.repeat(16) },
      /^zones\.images\.schemes: IMGPROXY_SALT/,
    ],
    [
      'derivatives as originals',
      { ...zone({ source: 'r2:DERIVATIVES' }), DERIVATIVES: IMAGES },
      /^zones\.images\.source: DERIVATIVES has the finished images of all zones/,
    ],
    [
      'a folder of derivatives as originals',
      { ...zone({ source: 'r2:DERIVATIVES/a/' }), DERIVATIVES: IMAGES },
      /^zones\.images\.source: DERIVATIVES has the finished images of all zones/,
    ],
    [
      'a weak secret that no scheme has',
      { allow_weak_secrets: ['SIGNING_KEYS'] },
      /^allow_weak_secrets\.0: expected \("KEYCDN_SECRET" \| "IMGPROXY_KEY" \| "IMGIX_TOKEN" \| "THUMBOR_KEY"\), got "SIGNING_KEYS"$/,
    ],
    [
      'weak secrets in a misspelt list',
      { allow_weak_secret: ['KEYCDN_SECRET'] },
      /^unknown variable allow_weak_secret; did you mean allow_weak_secrets\?$/,
    ],
    [
      'two zones with URLs that cover no prefix',
      {
        zones: {
          a: { ...ZONE, schemes: ['thumbor'] },
          b: { ...ZONE, prefix: '/b/', schemes: ['hmac', 'thumbor'] },
        },
        THUMBOR_KEY: 'a key of thumbor for tests',
      },
      /^zones\.b\.schemes: only one zone may accept thumbor/,
    ],
    ['another mode', zone({ mode: 'log' }), /^zones\.images\.mode: expected/],
    [
      'report mode with a mandatory preset',
      zone({ mode: 'report', presets: { s: { width: 9 } }, mandatory: ['s'] }),
      /^zones\.images\.mode: "report" would serve its images without/,
    ],
    [
      'report mode over originals that another zone guards',
      {
        zones: {
          images: { ...ZONE, mode: 'report' },
          shop: { ...ZONE, prefix: '/shop/', presets: { s: { width: 9 } }, mandatory: ['s'] },
        },
      },
      /^zones\.images\.mode: "report" would serve images of zones\.shop/,
    ],
    ['encryption in a word', zone({ encrypted: 'yes' }), /^zones\.images\.encrypted: /],
    [
      'encryption without a key',
      zone({ encrypted: true }),
      /^zones\.images\.encrypted: PATH_KEYS is not set$/,
    ],
    [
      'encryption with a weak key',
      {
        ...zone({ encrypted: true }),
        PATH_KEYS: `k1:${Buffer.from('hunter2').toString('base64url')}`,
      },
      /^PATH_KEYS: key k1 has 7 bytes/,
    ],
    [
      'encryption with the key of signatures',
      { ...zone({ encrypted: true }), PATH_KEYS: `k1:${KEY}` },
      /^PATH_KEYS: has a key of SIGNING_KEYS: make another with the command keygen$/,
    ],
    [
      'encryption and URLs of another service',
      {
        ...zone({ encrypted: true, schemes: ['hmac', 'thumbor'] }),
        PATH_KEYS: `k1:${Buffer.from(BYTES).reverse().toString('base64url')}`,
        THUMBOR_KEY: 'a key of thumbor for tests',
      },
      /^zones\.images\.encrypted: URLs of thumbor cannot hide a path$/,
    ],
    [
      'a preset that marks without a key',
      zone({ presets: { own: { mark: 'claims' } } }),
      /^zones\.images\.presets\.own\.mark: MARK_KEYS is not set$/,
    ],
    [
      'marks with a weak key',
      { ...zone({}), MARK_KEYS: `m1:${Buffer.from('hunter2').toString('base64url')}` },
      /^MARK_KEYS: key m1 has 7 bytes/,
    ],
    [
      'marks with a placeholder',
      { ...zone({}), MARK_KEYS: 'm1:REPLACE_ME' },
      /^MARK_KEYS: key m1 is a placeholder/,
    ],
    [
      'marks with a key that repeats a byte',
      { ...zone({}), MARK_KEYS: `m1:${Buffer.alloc(32, 7).toString('base64url')}` },
      /^MARK_KEYS: key m1 repeats a few bytes/,
    ],
    [
      'marks with the key of signatures',
      { ...zone({}), MARK_KEYS: `m1:${KEY}` },
      /^MARK_KEYS: has a key of SIGNING_KEYS: make another with the command keygen$/,
    ],
    ['an overlay without a list', zone({ overlays: '/' }), /^zones\.images\.overlays: /],
    [
      'an overlay path that does not end',
      zone({ overlays: ['/a'] }),
      /^zones\.images\.overlays\.0: expected a path/,
    ],
    [
      'an overlay path that does not begin',
      zone({ overlays: ['/', 'a/'] }),
      /^zones\.images\.overlays\.1: expected/,
    ],
    [
      'a font without a slash',
      zone({ font: 'fonts/a.ttf' }),
      /^zones\.images\.font: expected the path of a font/,
    ],
    ['a font in the clear', zone({ font: 'http://a.example/a.ttf' }), /^zones\.images\.font: expected/],
    ['a font with dots', zone({ font: '/fonts/../a.ttf' }), /^zones\.images\.font: expected/],
    ['a font of an address', zone({ font: 'https://10.0.0.1/a.ttf' }), /^zones\.images\.font: .*IP address/],
    ['an overlay path with a blank', zone({ overlays: ['/a b/'] }), /^zones\.images\.overlays\.0: expected/],
    ['an overlay URL that does not end', zone({ overlays: ['https://a.example'] }), /overlays\.0: expected/],
    ['an overlay URL in the clear', zone({ overlays: ['http://a.example/'] }), /overlays\.0: expected/],
    ['an overlay bucket', zone({ overlays: ['r2:IMAGES/'] }), /overlays\.0: expected/],
    ['an overlay URL with a query', zone({ overlays: ['https://a.example/?a=/'] }), /overlays\.0: .*query/],
    ['an overlay URL with a user', zone({ overlays: ['https://a@a.example/'] }), /overlays\.0: .*user name/],
    ['an overlay URL of an address', zone({ overlays: ['https://10.0.0.1/'] }), /overlays\.0: .*IP address/],
    [
      'an overlay URL of a local name',
      zone({ overlays: ['https://localhost/'] }),
      /overlays\.0: .*public host/,
    ],
    [
      'an overlay URL that is none',
      zone({ overlays: ['/', 'https://[/'] }),
      /overlays\.1: .*not a valid URL/,
    ],
    ['a negative age', zone({ max_age: -1 }), /^zones\.images\.max_age: /],
    ['an age in text', zone({ max_age: '60' }), /^zones\.images\.max_age: expected number, got "60"$/],
    ['no bound', zone({ revalidate: -1 }), /^zones\.images\.revalidate: /],
    [
      'a stale copy for more than a day',
      zone({ stale_if_error: 86_401 }),
      /^zones\.images\.stale_if_error: /,
    ],
    [
      'a generation with a slash',
      zone({ generation: 'a/b' }),
      /^zones\.images\.generation: expected up to 64/,
    ],
    ['half a second', zone({ max_age: 0.5 }), /^zones\.images\.max_age: /],
    ['an origin with a path', zone({ cors: ['https://shop.example/'] }), /^zones\.images\.cors\.0: /],
    ['an origin without a scheme', zone({ cors: ['shop.example'] }), /^zones\.images\.cors\.0: /],
    ['the null origin', zone({ cors: ['null'] }), /^zones\.images\.cors\.0: /],
    ['an unknown format of auto', zone({ auto: ['webp', 'gif'] }), /^zones\.images\.auto\.1: /],
    ['no format of auto', zone({ auto: [] }), /^zones\.images\.auto: expected at least one/],
    [
      'a format of auto twice',
      zone({ auto: ['jxl', 'jxl'] }),
      /^zones\.images\.auto: expected each format once/,
    ],
    ['an unknown policy', zone({ resource_policy: 'none' }), /^zones\.images\.resource_policy: /],
    ['a prefix twice', { zones: { a: ZONE, b: ZONE } }, /^zones: the prefix \/ belongs to two zones/],
    [
      'the name of a prototype',
      { zones: { images: ZONE, constructor: { ...ZONE, prefix: '/a/' } } },
      /^zones\.constructor: /,
    ],
    [
      'the other name of one',
      JSON.parse('{"zones":{"images":{"prefix":"/","source":"r2:IMAGES"},"__proto__":{}}}'),
      /^zones\.__proto__: /,
    ],
  ])('are refused: %s', async (_, changes, rule) => {
    expect(await complaint(changes)).toMatch(rule)
  })

  it.each<[string, RegExp]>([
    ['', /expected r2:BINDING/],
    ['IMAGES', /expected r2:BINDING/],
    ['r2:', /expected r2:BINDING/],
    ['r2:IMAGES/a', /expected r2:BINDING/],
    ['r2:OTHER', /no R2 binding is named OTHER/],
    ['r2:SIGNING_KEYS', /no R2 binding is named SIGNING_KEYS/],
    ['r2:constructor', /no R2 binding is named constructor/],
    ['ftp://images.example.com/', /expected r2:BINDING/],
    ['https://images.example.com', /expected r2:BINDING/],
    ['https://images.example.com/a', /expected r2:BINDING/],
    ['https://images.example.com/?a=/', /query/],
    ['https://images.example.com/#/', /fragment/],
    ['https://[/', /not a valid URL/],
    ['http://images.example.com/', /https/],
    ['http://127.0.0.1:9000/', /https/],
    ['https://images.example.com:8443/', /port 443/],
    ['https://user:hunter2@images.example.com/', /user name or password/],
    ['https://203.0.113.7/', /IP address/],
    ['https://0x7f.1/', /IP address/],
    ['https://[::1]/', /IP address/],
    ['https://localhost/', /public host name/],
    ['https://metadata.internal/', /public host name/],
  ])('are refused with the source %j', async (source, rule) => {
    const said = await complaint(zone({ source }))
    expect(said).toMatch(/^zones\.images\.source: /)
    expect(said).toMatch(rule)
  })

  const credentials = { secret: 'SHOP' }
  const https = 'https://images.example.com/'
  it.each<[string, Record<string, unknown>, Record<string, unknown>, RegExp]>([
    [
      'that are text',
      { credentials: 'hunter2' },
      {},
      /^zones\.images\.credentials: expected a table such as/,
    ],
    [
      'of another field',
      { credentials: { secrt: 'SHOP' } },
      {},
      /^zones\.images\.credentials: unknown field secrt; did you mean secret\?$/,
    ],
    [
      'with a misspelt field',
      { credentials: { ...credentials, regoin: 'auto' } },
      {},
      /^zones\.images\.credentials: unknown field regoin; did you mean region\?$/,
    ],
    [
      'with the secret itself',
      { credentials: { secret: 'hunter2' } },
      {},
      /^zones\.images\.credentials\.secret: expected the name of a secret in capitals/,
    ],
    [
      'with a key that signs URLs',
      { source: https, credentials: { secret: 'SIGNING_KEYS' } },
      {},
      /^zones\.images\.credentials: the origin would learn a secret that signs URLs/,
    ],
    [
      'of another scheme',
      { credentials: { ...credentials, scheme: 'hunter2' } },
      {},
      /\.credentials\.scheme: expected basic or bearer$/,
    ],
    ['in a header with capitals', { credentials: { ...credentials, header: 'X-Key' } }, {}, /lower case$/],
    ['in a header of two lines', { credentials: { ...credentials, header: 'a\r\nb' } }, {}, /lower case$/],
    ['in the host', { credentials: { ...credentials, header: 'host' } }, {}, /does not set itself$/],
    ['in a condition', { credentials: { ...credentials, header: 'if-match' } }, {}, /does not set itself$/],
    [
      'in no region',
      { credentials: { ...credentials, region: 'EU (Paris)' } },
      {},
      /\.credentials\.region: /,
    ],
    [
      'of a bucket',
      { credentials },
      { SHOP: 'hunter2' },
      /^zones\.images\.credentials: an r2 source takes none: remove the table$/,
    ],
    [
      'without their secret',
      { source: https, credentials },
      {},
      /^zones\.images\.credentials: SHOP is not set: npx wrangler secret put SHOP$/,
    ],
    [
      'that cannot be sent',
      { source: https, credentials },
      { SHOP: 'hunter2\n' },
      /^zones\.images\.credentials: SHOP must be one line of ASCII/,
    ],
    [
      'that an s3 source lacks',
      { source: 's3:https://store.example.com/photos/' },
      {},
      /^zones\.images\.credentials: is not set: an s3 source needs secret and region$/,
    ],
    [
      'for an s3 source in the clear',
      { source: 's3:http://store.example.com/photos/', credentials: { ...credentials, region: 'auto' } },
      { SHOP: 'AKID:hunter2' },
      /^zones\.images\.source: the origin must use https$/,
    ],
  ])('are refused with credentials %s', async (_, changes, secrets, rule) => {
    expect(await complaint({ ...zone(changes), ...secrets })).toMatch(rule)
  })

  it('may have credentials for https and s3 sources', async () => {
    const source = 's3:https://photos.s3.eu-central-1.amazonaws.com/originals/'
    const { zones } = await configure({
      ...WORKING,
      SHOP: 'AKID:hunter2',
      zones: {
        shop: { prefix: '/shop/', source: https, credentials: { secret: 'SHOP', scheme: 'basic' } },
        photos: { prefix: '/', source, credentials: { secret: 'SHOP', region: 'eu-central-1' } },
      },
    })
    expect(zones.map(({ credentials }) => credentials?.secret)).toEqual(['SHOP', 'SHOP'])
    expect(JSON.stringify(zones)).not.toContain('hunter2')
  })

  it('may choose the formats of auto', async () => {
    const { zones } = await configure({ ...WORKING, ...zone({ auto: ['webp', 'jpeg'] }) })
    expect(zones[0]?.auto).toEqual(['webp', 'jpeg'])
  })

  it('have default settings', async () => {
    const { zones } = await configure({ ...WORKING })
    expect(zones).toEqual([
      {
        name: 'images',
        ...ZONE,
        overlays: ['/'],
        schemes: ['hmac'],
        max_age: 86_400,
        revalidate: 300,
        immutable: false,
        stale_if_error: 0,
        browser_max_age: 3600,
        generation: '',
        cors: [],
        resource_policy: 'cross-origin',
        presets: {},
        originals: 'implicit',
        linear: false,
        animations: false,
        progressive: false,
        encrypted: false,
        mode: 'enforce',
        mandatory: [],
        rules: {
          presets: new Map(),
          mandatory: [],
          originals: 'implicit',
          linear: false,
          animations: false,
        },
        guarded: [],
        policies: new Map(),
        keyring: expect.objectContaining({ hmac: [expect.objectContaining({ id: 'k' })] }),
      },
    ])
  })
})

describe('presets', () => {
  const card = { width: 400, height: 300, fit: 'cover', sharpen: 0.5, flop: true, crop: 'fp,0.4,0.7,2' }
  const stamp = { olurl: '/brand/stamp.png', olalign: 'bottomright' }

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['no table', { presets: 'card' }, /^zones\.images\.presets: /],
    ['a preset that is none', { presets: { card: 'width=400' } }, /^zones\.images\.presets\.card: /],
    ['a name with a dot', { presets: { 'a.b': card } }, /^zones\.images\.presets\.a\.b: expected a name/],
    ['an empty name', { presets: { '': card } }, /^zones\.images\.presets\.: expected a name/],
    [
      'a value that is no text',
      { presets: { card: { width: [400] } } },
      /^zones\.images\.presets\.card\.width: /,
    ],
    [
      'an unknown parameter',
      { presets: { other: {}, card: { widht: 400 } } },
      /^zones\.images\.presets\.card: unknown parameter widht; did you mean width\?$/,
    ],
    [
      'a value out of bounds',
      { presets: { card: { width: 0 } } },
      /^zones\.images\.presets\.card: width must be a whole number from 1 to 10000, got 0$/,
    ],
    [
      'a flag in words',
      { presets: { card: { flop: 'yes' } } },
      /^zones\.images\.presets\.card: flop must be 0 or 1, got yes$/,
    ],
    [
      'a lock in text',
      { presets: { card: { ...card, lock: '1' } } },
      /^zones\.images\.presets\.card: lock must be true, false or/,
    ],
    [
      'a claim',
      { presets: { card: { expire: 2_000_000_000 } } },
      /^zones\.images\.presets\.card: expire cannot be/,
    ],
    [
      'a file name',
      { presets: { card: { download: 'a.jpg' } } },
      /^zones\.images\.presets\.card: download cannot be/,
    ],
    [
      'a preset in a preset',
      { presets: { card: { preset: 'card' } } },
      /^zones\.images\.presets\.card: preset cannot be/,
    ],
    ['a mandatory one that is text', { presets: { card }, mandatory: 'card' }, /^zones\.images\.mandatory: /],
    [
      'a mandatory one that is not there',
      { presets: { card }, mandatory: ['crad'] },
      /^zones\.images\.mandatory: unknown preset crad$/,
    ],
    [
      'a mandatory one without options',
      { presets: { empty: { lock: true } }, mandatory: ['empty'] },
      /^zones\.images\.mandatory: the preset empty sets no option, so it would change nothing$/,
    ],
    [
      'a mandatory one by a name that all objects have',
      { mandatory: ['constructor'] },
      /^zones\.images\.mandatory: /,
    ],
    [
      'mandatory ones that contradict each other',
      { presets: { card, small: { width: 9 } }, mandatory: ['card', 'small'] },
      /^zones\.images\.mandatory: width is locked by the preset small$/,
    ],
    [
      'a mandatory overlay with a margin beside it',
      { presets: { stamp, wide: { extend: 9 } }, mandatory: ['wide', 'stamp'] },
      /^zones\.images\.mandatory: extend cannot be used here: it adds space beside the image/,
    ],
  ])('are checked: %s', async (_, changes, rule) => {
    expect(await complaint(zone(changes))).toMatch(rule)
  })

  it('guard the paths of their zone in the zones around it', async () => {
    const source = 'r2:IMAGES'
    const { zones } = await configure({
      ...WORKING,
      zones: {
        all: { prefix: '/', source },
        free: { prefix: '/free/', source },
        shop: { prefix: '/a/shop/', source, presets: { stamp }, mandatory: ['stamp'] },
      },
    })
    expect(zones.map(({ name, guarded }) => [name, guarded.map(({ prefix }) => prefix)])).toEqual([
      ['all', ['/a/shop/']],
      ['free', []],
      ['shop', []],
    ])
  })

  it('guard their source in all zones, and their path in the source of the zone around', async () => {
    const mandatory = { presets: { stamp }, mandatory: ['stamp'] }
    const { zones } = await configure({
      ...WORKING,
      zones: {
        all: { prefix: '/', source: 'https://h.example.com/' },
        free: { prefix: '/free/', source: 'r2:IMAGES' },
        shop: { prefix: '/shop/', source: 'https://h.example.com/shop/', ...mandatory },
        club: { prefix: '/club/', source: 'https://club.example.com/a/', ...mandatory },
        vault: { prefix: '/vault/', source: 'r2:IMAGES', ...mandatory },
      },
    })
    const [shop, club] = ['https://h.example.com/shop/', 'https://club.example.com/a/']
    const below = ['https://h.example.com/club/', 'https://h.example.com/vault/']
    expect(zones.map(({ name, guarded }) => [name, guarded.map(({ prefix }) => prefix)])).toEqual([
      ['all', ['/shop/', '/club/', '/vault/', shop, ...below, club]],
      ['free', [shop, club]],
      ['shop', [club]],
      ['club', [shop]],
      ['vault', [shop, club]],
    ])
  })

  it('guard the address of a store', async () => {
    const credentials = { secret: 'SHOP', region: 'auto' }
    const mandatory = { presets: { stamp }, mandatory: ['stamp'] }
    const { zones } = await configure({
      ...WORKING,
      SHOP: 'AKID:hunter2',
      zones: {
        all: { prefix: '/', source: 's3:https://a.example.com/all/', credentials },
        shop: { prefix: '/shop/', source: 's3:https://b.example.com/', credentials, ...mandatory },
      },
    })
    expect(zones.map(({ guarded }) => guarded.map(({ prefix }) => prefix))).toEqual([
      ['/shop/', 'https://a.example.com/all/shop/', 'https://b.example.com/'],
      [],
    ])
  })

  it('are parsed like the parameters of a URL', async () => {
    const presets = { card: { ...card, lock: true }, stamp }
    const { zones } = await configure({ ...WORKING, ...zone({ presets, mandatory: ['stamp'] }) })
    const { mandatory, presets: read } = zones[0]?.rules ?? {}
    expect(mandatory).toEqual(['stamp'])
    expect(read?.get('card')).toEqual({
      options: { ...card, crop: { at: [0.4, 0.7], zoom: 2, marked: false } },
      locked: true,
    })
    expect(read?.get('stamp')).toEqual({ options: stamp, locked: false })
  })

  it('are local to their zone', async () => {
    const zones = { a: { ...ZONE, presets: { card } }, b: { ...ZONE, prefix: '/b/' } }
    const config = await configure({ ...WORKING, zones })
    expect(config.zones.map(({ rules }) => rules.presets.size)).toEqual([1, 0])
  })
})

describe('the list of hosts', () => {
  it.each<[string, unknown, RegExp]>([
    ['text', 'img.example.com', /^hosts: /],
    ['none of them', [], /^hosts: expected at least one host/],
    ['a number', [1], /^hosts\.0: /],
    ['an empty one', [''], /^hosts\.0: expected a lower-case host name/],
    ['a URL', ['https://img.example.com'], /^hosts\.0: expected a lower-case host name/],
    ['a path', ['img.example.com/a'], /^hosts\.0: expected a lower-case host name/],
    ['a wildcard', ['img.example.com', '*.example.com'], /^hosts\.1: expected a lower-case host name/],
    ['capitals', ['IMG.example.com'], /^hosts\.0: expected a lower-case host name/],
    ['a dot at the end', ['img.example.com.'], /^hosts\.0: expected a lower-case host name/],
    ['a name that URLs encode', ['bücher.example'], /^hosts\.0: expected a lower-case host name/],
    ['a user', ['user@img.example.com'], /^hosts\.0: expected a lower-case host name/],
    ['the port of https', ['img.example.com:443'], /^hosts\.0: expected a host in the form that URLs have/],
    ['the port of http', ['img.example.com:80'], /^hosts\.0: expected a host in the form that URLs have/],
    ['no port', ['img.example.com:99999'], /^hosts\.0: expected a host in the form that URLs have/],
    ['another spelling of an address', ['127.1'], /^hosts\.0: expected a host in the form that URLs have/],
  ])('is refused: %s', async (_, hosts, rule) => {
    expect(await complaint({ hosts })).toMatch(rule)
  })

  it('is kept unchanged, and undefined if it is missing', async () => {
    const hosts = ['img.example.com', 'img.example.com:8443', 'localhost:8787', 'xn--bcher-kva.example']
    expect((await configure({ ...WORKING, hosts })).hosts).toEqual(hosts)
    expect((await configure({ ...WORKING })).hosts).toBeUndefined()
  })
})

describe('other settings', () => {
  it.each<[string, Record<string, unknown>, RegExp]>([
    ['an unknown limit', { limits: { sides: 1 } }, /^limits: unknown field sides; did you mean side\?$/],
    ['a limit of nothing', { limits: { side: 0 } }, /^limits\.side: /],
    ['a negative limit', { limits: { bytes: -1 } }, /^limits\.bytes: /],
    ['a fraction', { limits: { pixels: 1.5 } }, /^limits\.pixels: /],
    ['a limit in text', { limits: { timeout: '1s' } }, /^limits\.timeout: /],
    ['no limit at all', { limits: { memory: Number.POSITIVE_INFINITY } }, /^limits\.memory: /],
    [
      'an unknown rule of the log',
      { log: { samples: 1 } },
      /^log: unknown field samples; did you mean sample\?$/,
    ],
    ['a switch that is no switch', { cache: { tiered: 'on' } }, /^cache\.tiered: expected boolean/],
    ['a misspelt switch', { cache: { tierd: true } }, /^cache: unknown field tierd; did you mean tiered\?$/],
    ['a sample above 1', { log: { sample: 1.5 } }, /^log\.sample: /],
    ['a negative sample', { log: { sample: -0.1 } }, /^log\.sample: /],
    [
      'a text for log_paths',
      { log: { log_paths: 'true' } },
      /^log\.log_paths: expected boolean, got "true"$/,
    ],
    ['an unknown environment', { ENVIRONMENT: 'Development' }, /^ENVIRONMENT: /],
    ['an empty secret', { KEYCDN_SECRET: '' }, /^KEYCDN_SECRET: /],
    ['an origin that is none', { DEV_ORIGIN: '127.0.0.1' }, /^DEV_ORIGIN: /],
    [
      'an origin of another kind',
      { ENVIRONMENT: 'development', DEV_ORIGIN: 'ftp://127.0.0.1/' },
      /^DEV_ORIGIN: /,
    ],
    ['an origin without a slash', { DEV_ORIGIN: 'http://127.0.0.1:9000' }, /^DEV_ORIGIN: /],
    [
      'an origin that development does not allow either',
      { ENVIRONMENT: 'development', DEV_ORIGIN: 'http://192.168.0.1/' },
      /^zones\.origin\.source: /,
    ],
    [
      'an origin of another zone',
      { ENVIRONMENT: 'development', DEV_ORIGIN: 'http://127.0.0.1/', ...zone({ prefix: '/origin/' }) },
      /^zones: the prefix \/origin\/ belongs to two zones/,
    ],
  ])('are refused: %s', async (_, changes, rule) => {
    expect(await complaint(changes)).toMatch(rule)
  })

  it('default to production', async () => {
    const { development, limits, keyring } = await configure({ ...WORKING })
    expect(development).toBe(false)
    expect(limits).toMatchObject({ side: 30_000, bytes: 67_108_864 })
    expect(keyring).toMatchObject({ hmac: [{ id: 'k' }] })
    expect(keyring.keycdn).toBeUndefined()
  })

  it('log every request without paths, under a keyed hash', async () => {
    const { log } = await configure({ ...WORKING })
    expect(log).toMatchObject({ enabled: true, sample: 1, log_paths: false })
    expect(log.hashPath?.('/a.jpg')).toMatch(/^[\w-]{16}$/)
  })

  it.each(['blob', 'blog', 'logo', 'dog'])('leave space for a short binding name: %s', async (name) => {
    await expect(configure({ ...WORKING, [name]: {} })).resolves.toBeDefined()
  })

  it('add DEV_ORIGIN in development only', async () => {
    const DEV_ORIGIN = 'http://127.0.0.1:9000/'
    const names = async (ENVIRONMENT: string) =>
      (await configure({ ...WORKING, DEV_ORIGIN, ENVIRONMENT })).zones.map(({ name }) => name)
    expect(await names('production')).toEqual(['images'])
    expect(await names('development')).toEqual(['images', 'origin'])
  })

  it('are parsed once', async () => {
    const env = { ...WORKING }
    expect(await configure(env)).toBe(await configure(env))
  })
})

it.each([
  ['host', 'hosts'],
  ['zone', 'zones'],
  ['limit', 'limits'],
  ['caches', 'cache'],
  ['logs', 'log'],
  ['logging', 'log'],
])('a misspelt table is refused: %s', async (name, meant) => {
  expect(await complaint({ [name]: {} })).toBe(`unknown variable ${name}; did you mean ${meant}?`)
})

it('every faulty field is listed on request', () => {
  const zones = { images: { prefix: '/', sourze: 'r2:IMAGES' }, shop: { ...ZONE, max_age: -1 } }
  expect(fieldFaults({ zones, limit: {} })).toEqual([
    'unknown variable limit; did you mean limits?',
    'zones.images.source: is not set',
    'zones.images: unknown field sourze; did you mean source?',
    expect.stringMatching(/^zones\.shop\.max_age: expected >=0/),
  ])
  expect(fieldFaults(WORKING)).toEqual([])
})
