import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { DEPLOYED_CHECKS } from '../../../../cli/doctor/deployed-checks.ts'
import { doctor, makeDoctor } from '../../../../cli/doctor/doctor.ts'
import { runCommand } from '../../../support/project/command.ts'
import { makeProject } from '../../../support/project/project.ts'

interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
}

async function listen(reply: (url: string) => Reply): Promise<string> {
  const server: Server = createServer(({ url = '' }, response) => {
    const { status, headers = {} } = reply(url)
    response.writeHead(status, headers).end('body')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Answers like a correctly deployed Worker. */
function sound(url: string): Reply {
  if (url === '/health') return { status: 200 }
  return { status: url.includes('token=') ? 200 : 403 }
}

async function diagnose(url: string, cwd = '/nowhere', command = doctor) {
  const { code, out } = await runCommand(command, ['--json', '--url', url], { cwd })
  const { findings }: { findings: { check: string; problem: string }[] } = JSON.parse(out.join('\n'))
  return { code, found: findings.map(({ check, problem }) => `${check}: ${problem}`) }
}

const IMAGE = '/shop/a.jpg'
const SIGNED = `${IMAGE}?width=9&token=abc`

const wrangler = (source: string) => ({
  'wrangler.toml': `[vars.zones.shop]\nprefix = "/shop/"\nsource = "${source}"\n`,
})

const link = (target: string) => ({
  link: `<https://a.example.com>; rel=preconnect, <${target}>; rel="canonical"`,
})

interface Row {
  readonly check: string
  readonly path?: string
  readonly reply: (url: string) => Reply | undefined
  readonly says: string
}

const ROWS: readonly Row[] = [
  {
    check: 'health',
    reply: (url) => (url === '/health' ? { status: 500 } : undefined),
    says: '/health answers 500, not 200',
  },
  {
    check: 'health',
    reply: (url) => (url === '/health' ? { status: 404 } : undefined),
    says: '/health answers 404, not 200',
  },
  {
    check: 'unsigned',
    path: SIGNED,
    reply: (url) => (url === IMAGE ? { status: 200 } : undefined),
    says: `${IMAGE} answers 200 without a token`,
  },
  {
    check: 'unsigned',
    reply: (url) =>
      url === '/shop/signet-doctor.jpg' ? { status: 302, headers: { location: '/' } } : undefined,
    says: '/shop/signet-doctor.jpg answers 302 without a token',
  },
  {
    check: 'server',
    reply: (url) => (url === '/health' ? undefined : { status: 404 }),
    says: 'answers 404 without a token, where Signet answers 403',
  },
  {
    check: 'front',
    reply: (url) =>
      url === '/health' ? undefined : { status: 403, headers: { 'cf-cache-status': 'BYPASS' } },
    says: 'passed a cache of Cloudflare: cf-cache-status BYPASS',
  },
  {
    check: 'signed',
    path: SIGNED,
    reply: (url) => (url.includes('token') ? { status: 403 } : undefined),
    says: '/shop/a.jpg?width=9&token=… answers 403, not 200',
  },
  {
    check: 'canonical',
    path: SIGNED,
    reply: (url) =>
      url.includes('token') ? { status: 200, headers: link('https://assets.example.com/a.jpg') } : undefined,
    says: 'the header Link names https://assets.example.com/a.jpg as canonical',
  },
]

describe('doctor --url with a fault', () => {
  test.each(ROWS)('reports $check: $says', async ({ check, path = '/', reply, says }) => {
    const base = await listen((url) => reply(url) ?? sound(url))
    const { code, found } = await diagnose(
      base + path,
      await makeProject(wrangler('https://a.example.com/')),
      makeDoctor(onlyOwn),
    )
    expect(found).toEqual([expect.stringMatching(new RegExp(`^${check}: `))])
    expect(found[0]).toContain(says)
    expect(code).toBe(['server', 'front'].includes(check) ? 0 : 1)
  })

  test.each([200, 404])('reports a zone in report mode that answers without a token (%i)', async (status) => {
    const base = await listen((url) => (url === '/health' ? { status: 200 } : { status }))
    const text = `${wrangler('https://a.example.com/')['wrangler.toml']}mode = "report"\n`
    const cwd = await makeProject({ 'wrangler.toml': text })
    expect(await diagnose(base + IMAGE, cwd, makeDoctor(onlyOwn))).toEqual({
      code: 0,
      found: ['report: zones.shop.mode is "report": everybody can get all its images without a token'],
    })
  })

  test('reports an origin that answers without a token', async () => {
    const asked: string[] = []
    const fetch = async (input: unknown) => {
      asked.push(String(input))
      const url = new URL(String(input))
      return new Response('', {
        status: url.host === 'assets.example.com' ? 200 : sound(url.pathname + url.search).status,
      })
    }
    const cwd = await makeProject(wrangler('https://assets.example.com/base/'))
    expect(await diagnose('https://img.example.com/shop/b%20c.jpg', cwd, makeDoctor(fetch))).toEqual({
      code: 0,
      found: ['origin: https://assets.example.com/base/b%20c.jpg answers 200 without a token'],
    })
    expect(asked.filter((url) => url.includes('token'))).toEqual([])
  })

  test.each([
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate: img.example.com has a certificate of another host'],
    ['CERT_HAS_EXPIRED', 'reach: https://img.example.com does not answer: CERT_HAS_EXPIRED'],
    ['ENOTFOUND', 'reach: https://img.example.com does not answer: ENOTFOUND'],
  ])('reports %s', async (code, finding) => {
    const fetch = async () => {
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('tls'), { code }) })
    }
    expect(await diagnose('https://img.example.com', '/nowhere', makeDoctor(fetch))).toEqual({
      code: 1,
      found: [finding],
    })
  })

  test('reports a server that does not answer', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    const found = [`reach: http://127.0.0.1:${port} does not answer: ECONNREFUSED`]
    expect(await diagnose(`http://127.0.0.1:${port}`)).toEqual({ code: 1, found })
  })

  test('reports every fault that the table lists', () => {
    const seeded = new Set([...ROWS.map(({ check }) => check), 'origin', 'report', 'certificate', 'reach'])
    expect(DEPLOYED_CHECKS.map(({ name }) => name).filter((name) => !seeded.has(name))).toEqual([])
  })
})

describe('doctor --url without a fault', () => {
  test.each(['', '/', IMAGE, SIGNED])('accepts a correct Worker at %j', async (path) => {
    expect(await diagnose((await listen(sound)) + path)).toEqual({ code: 0, found: [] })
  })

  test('accepts a canonical address of its own', async () => {
    const base = await listen((url) => ({ ...sound(url), headers: link('/shop/a.jpg') }))
    expect(await diagnose(base)).toEqual({ code: 0, found: [] })
  })

  test('accepts an origin that refuses', async () => {
    const fetch = async (input: unknown) =>
      new Response('', { status: String(input).endsWith('/health') ? 200 : 403 })
    const cwd = await makeProject(wrangler('https://assets.example.com/'))
    expect(await diagnose(`https://img.example.com${IMAGE}`, cwd, makeDoctor(fetch))).toEqual({
      code: 0,
      found: [],
    })
  })
})

test.each([
  ['img.example.com', 'img.example.com'],
  ['ftp://img.example.com/', 'ftp://img.example.com/'],
  ['/a.jpg?width=4&token=x', '/a.jpg?…'],
])('an invalid address is reported without its token: %s', async (url, shown) => {
  const { code, out, err } = await runCommand(doctor, ['--url', url])
  expect({ code, out, err }).toEqual({
    code: 1,
    out: [],
    err: [`--url must be an address such as https://img.example.com, got ${shown}`],
  })
})

/** Fetches from loopback addresses only. Requests to other hosts get 403. */
function onlyOwn(input: Parameters<typeof fetch>[0], init?: RequestInit): Promise<Response> {
  return String(input).startsWith('http://127.0.0.1')
    ? fetch(input, init)
    : Promise.resolve(new Response('', { status: 403 }))
}
