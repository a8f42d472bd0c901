import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { adapter, installed } from './adapter.ts'
import { animation, describeImage, picture } from './pictures.ts'

type EventHandler = object
type Fetch = (request: Request) => Promise<Response>
interface Original {
  readonly data: Blob | Uint8Array
  readonly version?: string
}
type Source = (path: string, event: { readonly context: object }) => Promise<Original | undefined>
interface H3 {
  createApp(): { use(path: string, handler: EventHandler): void }
  toWebHandler(app: object): (request: Request, context?: object) => Promise<Response>
}
interface Storage {
  setItemRaw(key: string, value: Uint8Array): Promise<void>
}

const { createApp, toWebHandler } = await installed<H3>('h3/dist/index.mjs')
const { createStorage } = await installed<{ createStorage(): Storage }>('unstorage/dist/index.mjs')
const { ipxHandler } = await adapter<{ ipxHandler(settings: object): EventHandler }>('ipx-handler.ts')
const { fromDirectory } = await adapter<{ fromDirectory(folder: string): Source }>('ipx-directory.ts')
const { fromStorage, fromAssets } = await adapter<{
  fromStorage(storage: () => Storage): Source
  fromAssets: Source
}>('ipx-sources.ts')

let root = ''
let folder = ''

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ipx-'))
  folder = join(root, 'public')
  await mkdir(join(folder, 'cats'), { recursive: true })
  const photo = await picture('png')
  await writeFile(join(folder, 'cats', 'tom & jerry.png'), photo)
  await writeFile(join(folder, 'tom.png'), photo)
  await writeFile(join(folder, 'tom.jpg'), await picture('jpeg'))
  await writeFile(join(folder, 'tom.gif'), await animation('gif'))
  await writeFile(join(folder, 'tom.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  await writeFile(join(root, 'secret.png'), photo)
  await symlink(join(root, 'secret.png'), join(folder, 'link.png'))
})
afterAll(() => rm(root, { recursive: true }))
afterEach(() => vi.unstubAllGlobals())

/** Serves the handler below `/_ipx` in an app of h3. */
function serve(settings: object, context?: object): Fetch {
  const app = createApp()
  app.use('/', ipxHandler(settings))
  const handle = toWebHandler(app)
  return (request) => handle(request, context)
}

const ofFolder = (settings: object = {}) => serve({ local: fromDirectory(folder), ...settings })

const get = (path: string, fetch = ofFolder(), init?: RequestInit) =>
  fetch(new Request(`https://app.test${path}`, init))

const imageOf = async (response: Response) => describeImage(new Uint8Array(await response.arrayBuffer()))

const messageOf = async (response: Response) =>
  [response.status, ((await response.json()) as { error: { message: string } }).error.message] as const

describe('an image of a folder', () => {
  test.each([
    ['/_ipx/w_40,f_webp/tom.png', 'webp 40x30'],
    ['/_ipx/w_40&f_avif/tom.jpg', 'avif 40x30'],
    ['/_ipx/_/tom.jpg', 'jpeg 80x60'],
    ['/_ipx/h_30/cats/tom%20%26%20jerry.png', 'png 40x30'],
    ['/_ipx/s_20x20/tom.png', 'png 20x20'],
    ['/_ipx/s_20x20,fit_inside/tom.png', 'png 20x15'],
    ['/_ipx/s_20x20,pos_left%20top/tom.png', 'png 20x20'],
    ['/_ipx/w_400/tom.png', 'png 80x60'],
    ['/_ipx/enlarge,w_400/tom.png', 'png 400x300'],
    ['/_ipx/extract_0_0_10_20,rotate_90/tom.png', 'png 20x10'],
    ['/_ipx/extend_1_2_3_4,b_f00/tom.png', 'png 86x64'],
    ['/_ipx/w_40/tom.gif', 'webp 40x30, 2 frames'],
    ['/_ipx/w_40,f_jpeg/tom.gif', 'jpeg 40x30'],
  ])('%s is %s', async (path, expected) => {
    expect(await imageOf(await get(path))).toBe(expected)
  })

  // Sizes that IPX 3.1.1 made of the same picture.
  test.each([
    ['s_400x200', '80x40'],
    ['s_100x1000', '6x60'],
    ['s_400x200,fit_contain', '80x40'],
    ['s_70x70', '60x60'],
    ['s_400x200,enlarge', '400x200'],
  ])('%s never is larger than its source, as in IPX', async (modifiers, expected) => {
    expect(await imageOf(await get(`/_ipx/${modifiers}/tom.png`))).toBe(`png ${expected}`)
  })

  test('f_auto is what the client accepts', async () => {
    const types: (string | null)[] = []
    for (const accept of ['image/avif,image/webp', 'image/webp', '*/*']) {
      const { headers } = await get('/_ipx/w_40,f_auto/tom.png', undefined, { headers: { accept } })
      types.push(headers.get('content-type'), headers.get('vary'))
    }
    expect(types).toEqual(['image/avif', 'Accept', 'image/webp', 'Accept', 'image/jpeg', 'Accept'])
  })

  test('has headers', async () => {
    const { headers } = await get('/_ipx/w_40/tom.png', ofFolder({ maxAge: 60 }))
    expect(Object.fromEntries(headers)).toEqual({
      'cache-control': 'public, max-age=60, s-maxage=60',
      'content-security-policy': "default-src 'none'",
      'content-type': 'image/png',
      etag: expect.stringMatching(/^"[\w+/]{27}"$/),
      'x-content-type-options': 'nosniff',
    })
  })

  test('that the client has is 304', async () => {
    const etag = (await get('/_ipx/w_40/tom.png')).headers.get('etag') ?? ''
    const headers = { 'if-none-match': etag }
    const known = await get('/_ipx/w_40/tom.png', undefined, { headers })
    const other = await get('/_ipx/w_41/tom.png', undefined, { headers })
    expect([known.status, await known.text(), other.status]).toEqual([304, '', 200])
  })

  test('has no body for HEAD', async () => {
    const response = await get('/_ipx/w_40/tom.png', undefined, { method: 'HEAD' })
    expect([response.status, await response.text()]).toEqual([200, ''])
  })

  test('may be below another path', async () => {
    expect((await get('/img/w_40/tom.png', ofFolder({ base: '/img' }))).status).toBe(200)
  })
})

describe('is refused:', () => {
  test.each([
    ['/_ipx/w_40', '[400] expected a path such as /w_400,f_webp/cats/tom.jpg'],
    ['/_ipx/median_3/tom.png', '[400] modifier median: the engine has no such modifier'],
    ['/_ipx/w_0/tom.png', '[400] width must be a whole number from 1 to 10000, got 0'],
    ['/_ipx/w_%ZZ/tom.png', '[400] URI malformed'],
    ['/_ipx/w_40/tom.svg', expect.stringMatching(/^\[415\]/)],
    ['/_ipx/w_40/no.png', '[404] there is no such image'],
    ['/_ipx/w_40/cats', '[404] there is no such image'],
    ['/_ipx/w_40/link.png', '[404] there is no such image'],
    ['/_ipx/w_40/..%2fsecret.png', expect.stringMatching(/^\[400\] the path/)],
    ['/_ipx/w_40/cats%2f..%2f..%2fsecret.png', expect.stringMatching(/^\[400\] the path/)],
    ['/_ipx/w_40/..%5csecret.png', expect.stringMatching(/^\[400\] the path/)],
    ['/_ipx/w_40/tom.png%00.jpg', expect.stringMatching(/^\[400\] the path/)],
    ['/_ipx/w_40/file:///etc/passwd', expect.stringMatching(/^\[400\] the path/)],
    ['/_ipx/w_40/https://evil.test/tom.png', '[400] the image could not be fetched: not-allowed'],
    ['/_ipx/w_40/https://[bad/tom.png', '[400] the address of the original is not valid'],
  ])('%s', async (path, message) => {
    const response = await get(path)
    const [status, text] = await messageOf(response)
    expect(text).toEqual(message)
    expect(text.startsWith(`[${status}]`)).toBe(true)
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  test('other methods', async () => {
    expect((await get('/_ipx/w_40/tom.png', undefined, { method: 'POST' })).status).toBe(405)
  })
})

test('an image may be in a storage of Nitro', async () => {
  const storage = createStorage()
  await storage.setItemRaw('cats:tom.png', new Uint8Array(await picture('png')))
  const fetch = serve({ local: fromStorage(() => storage) })
  expect(await imageOf(await get('/_ipx/w_40/cats/tom.png', fetch))).toBe('png 40x30')
  expect((await get('/_ipx/w_40/cats/no.png', fetch)).status).toBe(404)
})

test('an image may be a static file on Cloudflare', async () => {
  const photo = new Uint8Array(await picture('png'))
  const asked: string[] = []
  const ASSETS = {
    fetch: async (url: URL) => {
      asked.push(url.href)
      return url.pathname.endsWith('.png') ? new Response(photo) : new Response(null, { status: 404 })
    },
  }
  const fetch = serve({ local: fromAssets }, { cloudflare: { env: { ASSETS } } })
  expect(await imageOf(await get('/_ipx/w_40/cats/tom%23.png', fetch))).toBe('png 40x30')
  expect((await get('/_ipx/w_40/no.jpg', fetch)).status).toBe(404)
  expect(asked).toEqual(['https://assets.local/cats/tom%23.png', 'https://assets.local/no.jpg'])
})

describe('an image of another host', () => {
  const REMOTE = '/_ipx/w_40/https://images.example.com/tom.png'
  const fetch = serve({ domains: ['images.example.com'] })

  /** Answers of `fetch`. */
  function stub(answers: Readonly<Record<string, () => Response>>) {
    vi.stubGlobal('fetch', async (url: URL) => answers[url.href]?.() ?? new Response(null, { status: 404 }))
  }

  test.each([REMOTE, REMOTE.replace('//', '/'), REMOTE.replace('https:', 'https%3A')])(
    '%s is fetched, and its max-age counts',
    async (path) => {
      const photo = new Uint8Array(await picture('png'))
      const headers = { 'cache-control': 'max-age=7', etag: '"tom"' }
      stub({ 'https://images.example.com/tom.png': () => new Response(photo, { headers }) })
      const response = await get(path, fetch)
      expect(response.headers.get('cache-control')).toBe('public, max-age=7, s-maxage=7')
      expect(await imageOf(response)).toBe('png 40x30')
    },
  )

  test('is not fetched from a host that is not listed, also behind a redirect', async () => {
    const headers = { location: 'https://evil.test/tom.png' }
    stub({ 'https://images.example.com/tom.png': () => new Response(null, { status: 302, headers }) })
    expect(await messageOf(await get(REMOTE, fetch))).toEqual([
      400,
      '[400] the image could not be fetched: not-allowed',
    ])
    const port = await get('/_ipx/w_40/https://images.example.com:8443/tom.png', fetch)
    expect(port.status).toBe(400)
  })

  test('keeps the status of its host', async () => {
    stub({})
    expect((await get(REMOTE, fetch)).status).toBe(404)
  })
})
