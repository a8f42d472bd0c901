import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import sharp from 'sharp'
import { parse } from 'smol-toml'
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { doctor } from '../../../cli/doctor/doctor.ts'
import { explain } from '../../../cli/explain/explain.ts'
import { makePurge } from '../../../cli/purge/purge.ts'
import { sign as signCommand } from '../../../cli/sign.ts'
import { verify } from '../../../cli/verify.ts'
import { sourceTag } from '../../../src/edge/cache/key.ts'
import { openInstance } from '../../../src/edge/instance.ts'
import { handlerOf } from '../../../src/handler.ts'
import { createSigner } from '../../../src/signing/sdk/index.ts'
import { createPathCipher } from '../../../src/signing/sdk/path.ts'
import { FixedLength } from '../../support/engine/fixed-length.ts'
import { runCommand } from '../../support/project/command.ts'
import { makeProject } from '../../support/project/project.ts'

/*
 * Commands for a Worker of a user that mounts Signet: they know `base` and `name` from
 * `wrangler.toml`, and do not run its sources in code.
 */

const BASE = 'https://www.example.com'
const SIGNING_KEYS = 'k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
const PATH_KEYS = 'p1:HwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHgA'

const WRANGLER = `
[vars]
base = "/img"
name = "shop"

[vars.zones.images]
prefix = "/"
source = "dam:press/"

[vars.zones.vault]
prefix = "/vault/"
source = "dam:"
encrypted = true
`

const { sign } = createSigner({ key: SIGNING_KEYS, baseUrl: BASE })
const hidden = createPathCipher({ key: PATH_KEYS, prefix: '/img/vault/' })
const inProject = async (env: Readonly<Record<string, string>> = { SIGNING_KEYS, PATH_KEYS }) => ({
  cwd: await makeProject({ 'wrangler.toml': WRANGLER }),
  env,
})

let picture: Uint8Array

beforeAll(async () => {
  picture = await sharp({ create: { width: 60, height: 40, channels: 3, background: 'teal' } })
    .png()
    .toBuffer()
})

/** Requests an image from the mounted instance. @returns the key under which it is stored */
async function storedKey(url: string): Promise<string> {
  const keys: string[] = []
  const put = async (key: string | Request) => void keys.push(typeof key === 'string' ? key : key.url)
  vi.stubGlobal('caches', { open: async () => ({ match: async () => undefined, put }) })
  vi.stubGlobal('FixedLengthStream', FixedLength)
  vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  onTestFinished(() => {
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
  })
  const work: Promise<unknown>[] = []
  const { vars } = parse(WRANGLER) as { vars: object }
  const handle = handlerOf(
    openInstance({ sources: { dam: () => ({ body: picture }) }, log: () => undefined }),
  )
  const context = { waitUntil: (each: Promise<unknown>) => void work.push(each) }
  const response = await handle(new Request(url), { ...vars, SIGNING_KEYS, PATH_KEYS }, context)
  expect([response.status, response.headers.get('x-ip-error')]).toEqual([200, null])
  await response.arrayBuffer()
  await Promise.all(work)
  const [key = ''] = keys
  return key
}

describe('explain', () => {
  it.each<[string, () => Promise<string>]>([
    ['an image', () => sign('/img/a.png', { width: 20 })],
    ['an encrypted path', async () => sign(await hidden.encrypt('/img/vault/b.png'), { width: 20 })],
  ])('prints the cache key that the Worker stores: %s', async (_, urlOf) => {
    const url = await urlOf()
    const { code, out } = await runCommand(explain, [url], await inProject())
    const of = (label: string) => out.find((line) => line.startsWith(label))?.slice(11)
    expect([code, of('cache key')]).toEqual([0, await storedKey(url)])
    expect(of('cache key')).toContain('/.signet/8-shop/derivative/')
    expect(of('plan')).toMatch(/^none: /)
  })

  it('names the prefixes as URLs have them', async () => {
    const { code, out } = await runCommand(explain, [await sign('/a.png', { width: 20 })], await inProject())
    expect(code).toBe(1)
    expect(out.at(-1)).toContain('the prefixes of the zones are /img/, /img/vault/')
  })
})

describe('sign and verify', () => {
  it('know the base', async () => {
    const project = await inProject()
    const signed = await runCommand(signCommand, [`${BASE}/img/a.png?width=20`], project)
    expect([signed.code, signed.err]).toEqual([0, ['expires: never', 'key: k1']])
    const verified = await runCommand(verify, signed.out, project)
    expect(verified.code).toBe(0)
    expect(verified.out).toContainEqual(expect.stringMatching(/^ok +zone +images, below \/img\/$/))
    const outside = await runCommand(signCommand, [`${BASE}/a.png?width=20`], project)
    expect(outside).toMatchObject({ code: 1, out: [] })
    expect(outside.err[0]).toContain('the server will answer 404')
  })

  it('encrypt a path below the base', async () => {
    const project = await inProject()
    const { out } = await runCommand(signCommand, [`${BASE}/img/vault/b.png?width=20`, '--encrypt'], project)
    expect(new URL(out[0] ?? '').pathname).toBe(await hidden.encrypt('/img/vault/b.png'))
  })
})

describe('purge', () => {
  const TAGS = { CLOUDFLARE_ZONE_ID: 'a'.repeat(32), CLOUDFLARE_API_TOKEN: 'token' }

  /** Runs `purge`. @returns its exit code, and the requests that it sends */
  async function purge(...args: string[]) {
    const sent: { url: string; tags: unknown }[] = []
    const command = makePurge({
      fetch: async (input, init) => {
        const { tags } = JSON.parse(String(init?.body ?? '{}'))
        sent.push({ url: String(input), tags })
        return tags ? Response.json({ success: true, errors: [] }) : new Response(null, { status: 204 })
      },
      sleep: async () => undefined,
      screen: { write: () => undefined },
    })
    const { code } = await runCommand(command, args, await inProject({ SIGNING_KEYS, ...TAGS }))
    return { code, sent }
  }

  it('uses tags of the instance', async () => {
    const { code, sent } = await purge('source', '/img/a.png', '--remote', '--yes')
    const zone = await purge('zone', 'vault', '--remote', '--yes')
    expect([code, sent.flatMap((request) => request.tags)]).toEqual([
      0,
      [await sourceTag('dam:press/a.png', 'shop')],
    ])
    const tags = zone.sent.flatMap((request) => request.tags)
    expect([zone.code, tags.toSorted()]).toEqual([0, ['zone:shop/images', 'zone:shop/vault']])
  })

  it('sends a signed request below the base', async () => {
    const { code, sent } = await purge('source', '/img/a.png', '--url', BASE, '--yes')
    const { pathname, searchParams } = new URL(sent[0]?.url ?? '')
    expect([code, pathname, searchParams.get('source')]).toEqual([0, '/img/.signet/purge', '/img/a.png'])
  })
})

describe('doctor', () => {
  it('warns of sources that only code can define', async () => {
    const { out } = await runCommand(doctor, ['--json'], await inProject())
    const { findings }: { findings: { check: string; problem: string }[] } = JSON.parse(out.join('\n'))
    expect(findings.filter(({ check }) => check === 'code').map(({ problem }) => problem)).toEqual([
      'zones.images.source: dam: must be defined in code, as sources.dam of createSignet',
      'zones.vault.source: dam: must be defined in code, as sources.dam of createSignet',
    ])
    expect(findings.filter(({ check }) => /^(?:source|refused|field)$/.test(check))).toEqual([])
  })

  it('asks for /health below the base', async () => {
    const asked: string[] = []
    const server = createServer(({ url = '' }, response) => {
      asked.push(url)
      response.writeHead(url === '/img/health' ? 200 : 403).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    const { out } = await runCommand(
      doctor,
      ['--json', '--url', `http://127.0.0.1:${port}`],
      await inProject(),
    )
    expect(asked.toSorted()).toEqual(['/img/health', '/img/signet-doctor.jpg'])
    expect(JSON.parse(out.join('\n')).findings).toEqual([])
  })
})
