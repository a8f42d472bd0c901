import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { assertNode } from '../../../../cli/node-version.ts'
import { makeDev } from '../../../../cli/start/dev.ts'
import type { ServedWorker } from '../../../../cli/start/wrangler-dev.ts'
import { verify } from '../../../../cli/verify.ts'
import { failure } from '../../../support/process/failure.ts'
import { freePort } from '../../../support/process/free-port.ts'
import { runCommand } from '../../../support/project/command.ts'
import { makeProject } from '../../../support/project/project.ts'

const ZONES = '[vars.zones.shop]\nprefix = "/shop/"\nsource = "r2:PICTURES/shop/"\n'
const BUCKET = '[[r2_buckets]]\nbinding = "PICTURES"\n'
const PACKAGE = {
  name: '@owner/signet-worker',
  version: '1.2.3',
  repository: 'https://github.com/acme/signet',
}

/** Runs `dev` with a server that ends by itself. */
async function serveWith(files: Record<string, string>, toml: string, ...args: string[]) {
  const cwd = await makeProject({
    ...files,
    'wrangler.toml': `main = "worker.ts"\n${toml}`,
    'worker.ts': '',
  })
  const stored: unknown[] = []
  const served: ServedWorker[] = []
  const dev = makeDev({
    package: PACKAGE,
    putSamples: async (_, { binding, folder }) => stored.push({ binding, folder }),
    startServer(worker) {
      served.push(worker)
      return { trouble: Promise.resolve(undefined), ended: Promise.resolve(0), end: () => undefined }
    },
  })
  const port = await freePort()
  const run = await runCommand(dev, ['--port', String(port), ...args], { cwd })
  return { ...run, cwd, port, stored, served }
}

const serve = (toml: string, ...args: string[]) => serveWith({}, toml, ...args)

test('dev serves an entry that wraps the own entry, and stores nothing', async () => {
  const { code, out, err, cwd, port, stored, served } = await serve(BUCKET + ZONES)
  expect({ code, out, err }).toEqual({
    code: 0,
    out: [],
    err: [
      'created .dev.vars with a random signing key',
      `Playground: http://127.0.0.1:${port}/playground`,
      `Signet listens on http://127.0.0.1:${port}.`,
    ],
  })
  expect(stored).toEqual([])
  const [{ entry = '', variables = {} } = {}] = served
  expect(variables).toEqual({ ENVIRONMENT: 'development' })
  expect(await readFile(join(cwd, entry), 'utf8')).toContain('from "../../worker.ts"')
})

test('--samples stores the samples in the bucket of the outermost zone, and signs URLs of them', async () => {
  const outer = '[vars.zones.all]\nprefix = "/all/"\nsource = "https://example.com/"\n'
  const { out, cwd, port, stored } = await serve(BUCKET + outer + ZONES, '--samples')
  expect(stored).toEqual([{ binding: 'PICTURES', folder: 'shop/' }])
  expect(out[0]).toContain(`http://127.0.0.1:${port}/shop/samples/landscape.jpg?`)
  expect(out.join()).not.toContain('oltext')
  expect((await runCommand(verify, [out[0] ?? ''], { cwd })).code).toBe(0)
})

test.each([
  ['no overlays', 'overlays = []', { olurl: false, oltext: false, note: false }],
  ['overlays', 'overlays = ["/samples/"]', { olurl: true, oltext: false, note: false }],
  [
    'a font that is not installed',
    'font = "/fonts/noto-sans.ttf"',
    { olurl: true, oltext: false, note: true },
  ],
])('--samples prints only URLs that the zone accepts: %s', async (_, zone, expected) => {
  const { out, err, cwd } = await serve(`${BUCKET}${ZONES}${zone}\n`, '--samples')
  expect(out.length).toBeGreaterThan(5)
  const has = (name: string) => out.some((url) => url.includes(`${name}=`))
  const note = err.some((line) => line.includes('npm install -D @expo-google-fonts/noto-sans'))
  expect({ olurl: has('olurl'), oltext: has('oltext'), note }).toEqual(expected)
  for (const url of out) expect((await runCommand(verify, [url], { cwd })).code).toBe(0)
})

test('--samples prints a text if the font of the zone is installed', async () => {
  const folder = 'node_modules/@expo-google-fonts/noto-sans'
  const files = {
    [`${folder}/package.json`]: '{}',
    [`${folder}/400Regular/NotoSans_400Regular.ttf`]: 'a font',
  }
  const zone = 'font = "/fonts/noto-sans.ttf"\n'
  const { out, err } = await serveWith(files, `${BUCKET}${ZONES}${zone}`, '--samples')
  expect(out.join()).toContain('oltext=')
  expect(err.join()).not.toContain('npm install')
})

test.each([
  [
    'samples without a bucket',
    '[vars.zones.all]\nprefix = "/"\nsource = "https://example.com/"\n',
    ['--samples'],
    /^--samples: no zone of wrangler\.toml has an R2 bucket/,
  ],
  ['a wrong field', `${BUCKET}${ZONES}maxage = 5\n`, [], /unknown field maxage; did you mean max_age/],
])('dev refuses %s', async (_, toml, args, message) => {
  const { code, err, served } = await serve(toml, ...args)
  expect({ code, served }).toEqual({ code: 1, served: [] })
  expect(err.at(-1)).toMatch(message)
})

test('a Worker that is configured in code is served, with a note', async () => {
  const { code, err, served } = await serve('')
  expect({ code, count: served.length }).toEqual({ code: 0, count: 1 })
  expect(err[1]).toMatch(/^note: wrangler\.toml has no zones: /)
})

test('an old Node is a sentence', () => {
  expect(() => assertNode('dev', 22, '20.11.1')).toThrow(
    failure('bad-parameter', 'dev needs Node 22 or later, and this is 20.11.1: update Node'),
  )
  expect(() => assertNode('dev', 22, '22.0.0')).not.toThrow()
})
