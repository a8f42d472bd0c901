import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type RunningServer, runningServers } from '../../../../cli/running-server.ts'
import { makeStart } from '../../../../cli/start/start.ts'
import { verify } from '../../../../cli/verify.ts'
import { freePort } from '../../../support/process/free-port.ts'
import { runCommand } from '../../../support/project/command.ts'
import { makeProject } from '../../../support/project/project.ts'

const STORED = 'dev:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
const EXPORTED = 'dev:Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA'

const WRANGLER = `
[[r2_buckets]]
binding = "IMAGES"
[vars.zones.images]
prefix = "/"
source = "r2:IMAGES"
`

const DEV_VARS = { '.dev.vars': `SIGNING_KEYS="${STORED}"\n` }

interface Started {
  /** Folders whose page was built before the server started. */
  readonly built: readonly string[]
  readonly variables: Readonly<Record<string, string>>
  /** Servers that `sign` knows while the server runs. */
  readonly recorded: Promise<readonly RunningServer[]>
}

/** Starts a server that ends by itself immediately, and records its arguments. */
function launcher(trouble?: string) {
  const started: Started[] = []
  const built: string[] = []
  const start = makeStart({
    putSamples: async () => 0,
    buildPage: async (root) => void built.push(root),
    startServer({ port, variables }, { project }) {
      const server = createServer().listen(port, '127.0.0.1')
      const recorded = new Promise<readonly RunningServer[]>((resolve) =>
        setTimeout(async () => {
          resolve(await runningServers(project))
          server.close()
        }, 300),
      )
      started.push({ built: [...built], variables, recorded })
      return { trouble: Promise.resolve(trouble), ended: recorded.then(() => 0), end: () => undefined }
    },
  })
  return { start, started }
}

test('start prints signed URLs of the samples and records its port while it runs', async () => {
  const cwd = await makeProject({ 'wrangler.toml': WRANGLER, ...DEV_VARS })
  const port = await freePort()
  const { start, started } = launcher()
  const { code, out, err } = await runCommand(start, ['--port', String(port)], { cwd })
  expect({ code, err }).toEqual({
    code: 0,
    err: [
      `Playground: http://127.0.0.1:${port}/`,
      `Signet listens on http://127.0.0.1:${port}. Signed URLs to open:`,
    ],
  })
  expect(out.length).toBeGreaterThan(5)
  expect((await runCommand(verify, [out[0] ?? ''], { cwd })).code).toBe(0)
  expect(started.map(({ variables }) => variables)).toEqual([{ ENVIRONMENT: 'development' }])
  expect(started[0]?.built).toEqual([join(process.cwd(), '/')])
  expect(await started[0]?.recorded).toMatchObject([{ port, file: join(cwd, 'wrangler.toml') }])
  expect(await readdir(join(cwd, '.wrangler', 'signet-servers'))).toEqual([])
})

test('start serves a configuration with a deny list and a bucket of derivatives, and removes it', async () => {
  const cwd = await makeProject({ 'wrangler.toml': WRANGLER, ...DEV_VARS })
  const served: unknown[] = []
  const start = makeStart({
    putSamples: async () => 0,
    buildPage: async () => undefined,
    startServer(_, { project }) {
      const text = readFileSync(project.file ?? '', 'utf8')
      served.push(JSON.parse(text))
      return { trouble: Promise.resolve(undefined), ended: Promise.resolve(0), end: () => undefined }
    },
  })
  expect((await runCommand(start, ['--port', String(await freePort())], { cwd })).code).toBe(0)
  expect(served).toMatchObject([
    {
      kv_namespaces: [{ binding: 'DENIED' }],
      r2_buckets: [{ binding: 'IMAGES' }, { binding: 'DERIVATIVES' }],
    },
  ])
  expect((await readdir(cwd)).toSorted()).toEqual(['.dev.vars', '.wrangler', 'wrangler.toml'])
})

test('start warns about a zone in report mode', async () => {
  const cwd = await makeProject({ 'wrangler.toml': `${WRANGLER}mode = "report"\n`, ...DEV_VARS })
  const { code, err } = await runCommand(launcher().start, ['--port', String(await freePort())], { cwd })
  expect({ code, first: err[0] }).toEqual({
    code: 0,
    first: 'warning: zones.images.mode is "report": everybody can get all its images without a token',
  })
})

test('start signs with the key that the Worker reads, and says that another key is exported', async () => {
  const cwd = await makeProject({ 'wrangler.toml': WRANGLER, ...DEV_VARS })
  const args = ['--port', String(await freePort())]
  const { out, err } = await runCommand(launcher().start, args, { cwd, env: { SIGNING_KEYS: EXPORTED } })
  expect(err[0]).toMatch(
    /^note: SIGNING_KEYS of the environment and \.dev\.vars differ; used \.dev\.vars, as the local server does$/,
  )
  expect((await runCommand(verify, [out[0] ?? '', '--signing-key', STORED], { cwd })).code).toBe(0)
})

test('start creates .dev.vars', async () => {
  const cwd = await makeProject({ 'wrangler.toml': WRANGLER })
  const { err } = await runCommand(launcher().start, ['--port', String(await freePort())], { cwd })
  expect(err[0]).toBe('created .dev.vars with a random signing key')
  expect(await readdir(cwd)).toContain('.dev.vars')
})

test('start serves a folder while it runs and signs URLs of its images', async () => {
  const images = await makeProject({ 'a b.jpg': 'pixels', 'notes.txt': '' })
  const cwd = await makeProject({ 'wrangler.toml': WRANGLER, ...DEV_VARS })
  const port = await freePort()
  const { start, started } = launcher()
  const running = runCommand(start, ['--port', String(port), '--images', images], { cwd })
  await expect.poll(() => started.length).toBe(1)
  const origin = started[0]?.variables['DEV_ORIGIN'] ?? ''
  expect(started[0]?.variables['PLAYGROUND_PICTURES']).toBe('[{"path":"a%20b.jpg","bytes":6}]')
  expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
  expect(await (await fetch(`${origin}a%20b.jpg`)).text()).toBe('pixels')
  const { out } = await running
  expect(out.filter((url) => url.includes('/origin/'))).toEqual([
    expect.stringContaining(`http://127.0.0.1:${port}/origin/a%20b.jpg?width=800&token=`),
  ])
  await expect(fetch(origin)).rejects.toThrow()
})

test('start ends with the reason if the server does not start', async () => {
  const cwd = await makeProject({ 'wrangler.toml': WRANGLER, ...DEV_VARS })
  const { start } = launcher('zones: expected at least one zone')
  const { code, out, err } = await runCommand(start, ['--port', String(await freePort())], { cwd })
  expect({ code, out, err }).toEqual({ code: 1, out: [], err: ['zones: expected at least one zone'] })
})

test.each<[string, Readonly<Record<string, string>>, RegExp]>([
  ['no wrangler.toml', {}, /^there is no wrangler\.toml, wrangler\.jsonc or wrangler\.json in /],
  ['no TOML', { 'wrangler.toml': 'main = \n' }, /^wrangler\.toml: line 1: /],
  [
    'an unknown field',
    { 'wrangler.toml': `${WRANGLER}maxage = 5\n`, ...DEV_VARS },
    /^wrangler\.toml: zones\.images: unknown field maxage; did you mean max_age\?$/,
  ],
  [
    'an unknown bucket',
    { 'wrangler.toml': WRANGLER.replace('r2:IMAGES', 'r2:IMAGE'), ...DEV_VARS },
    /^wrangler\.toml: zones\.images\.source: no R2 binding is named IMAGE/,
  ],
  [
    'a placeholder for a key',
    { 'wrangler.toml': WRANGLER, '.dev.vars': 'SIGNING_KEYS="k1:REPLACE_ME"' },
    /^SIGNING_KEYS of \.dev\.vars: key k1 is a placeholder\. np.* keygen prints a new one$/,
  ],
  [
    'a secret that is not listed',
    {
      'wrangler.toml': `${WRANGLER}schemes = ["keycdn-image"]\n[secrets]\nrequired = ["SIGNING_KEYS"]\n`,
      '.dev.vars': `SIGNING_KEYS="${STORED}"\nKEYCDN_SECRET=x\n`,
    },
    /^wrangler\.toml: zones\.images\.schemes: KEYCDN_SECRET is not set$/,
  ],
  [
    'no key in .dev.vars',
    { 'wrangler.toml': WRANGLER, '.dev.vars': 'OTHER=1' },
    /^\.dev\.vars has no SIGNING_KEYS: add what npx --no signet keygen prints/,
  ],
])('start ends with one message for a configuration with %s', async (_, files, message) => {
  const cwd = await makeProject(files)
  const { start, started } = launcher()
  const { code, out, err } = await runCommand(start, ['--port', String(await freePort())], { cwd })
  expect({ code, out, started }).toEqual({ code: 1, out: [], started: [] })
  expect(err).toEqual([expect.stringMatching(message)])
})

test('start reports a port in use before it prints or writes anything', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const cwd = await makeProject({ 'wrangler.toml': WRANGLER })
  const { code, out, err } = await runCommand(launcher().start, ['--port', String(port)], { cwd })
  const message = `port ${port} is in use: end the program that listens on it, or choose another with --port`
  expect({ code, out, err }).toEqual({ code: 1, out: [], err: [message] })
  expect(await readdir(cwd)).toEqual(['wrangler.toml'])
})

test.each<[string[], RegExp]>([
  [['--port', '0'], /^--port must be a number from 1 to 65535, got 0$/],
  [['--port', '99999'], /^--port must be a number from 1 to 65535, got 99999$/],
  [['--var', 'A'], /^--var must be NAME:VALUE, got A$/],
  [['--image', 'x'], /^unknown option '--image'; did you mean --images\?\n/],
  [['--images', '/nope'], /^\/nope: no such file or directory$/],
  [['--images', import.meta.filename], /: not a directory$/],
  [
    ['--images', '/tmp', '--var', 'DEV_ORIGIN:http://127.0.0.1:1/'],
    /^--images and --var DEV_ORIGIN both set/,
  ],
])('start refuses %j', async (args, message) => {
  const cwd = await makeProject({ 'wrangler.toml': WRANGLER, ...DEV_VARS })
  const port = args.includes('--port') ? [] : ['--port', String(await freePort())]
  const { code, out, err } = await runCommand(launcher().start, [...port, ...args], { cwd })
  expect({ code, out, err }).toEqual({ code: 1, out: [], err: [expect.stringMatching(message)] })
})
