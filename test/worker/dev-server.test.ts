import { symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { serveFolder } from '../../cli/start/folder-origin.ts'
import { DEVELOPMENT_ENTRY, HEIC_ENTRY } from '../../cli/start/start.ts'
import { startWrangler } from '../../cli/start/wrangler-dev.ts'
import { buildPage } from '../../playground/build.ts'
import { ENDPOINTS, type Problem, type SignAnswer } from '../../playground/protocol.ts'
import { createSigner } from '../../src/signing/sdk/index.ts'
import { heicFiles } from '../support/heic/files.ts'
import { photograph, scene } from '../support/picture/scene.ts'
import { freePort } from '../support/process/free-port.ts'
import { placeIn } from '../support/project/place.ts'
import { makeProject } from '../support/project/project.ts'
import { attacks, fromPage } from '../support/worker/playground-attacks.ts'
import { sendTo } from '../support/worker/playground-client.ts'
import { SIGNING_KEYS } from '../support/worker/worker.ts'

const TOP = `
name = "signet"
compatibility_date = "2026-11-01"
compatibility_flags = ["global_fetch_strictly_public", "enable_request_signal"]
send_metrics = false
`

const TABLES = `
[[r2_buckets]]
binding = "IMAGES"
bucket_name = "images"
[vars.zones.images]
prefix = "/"
source = "r2:IMAGES"
`

const ROUTES = 'routes = [{ pattern = "img.example.com/*", zone_name = "example.com" }]\n'

/**
 * Starts `wrangler dev` as `npm start` does, in its own project.
 * @returns its port
 */
async function startProject(
  routes: string,
  variables: Readonly<Record<string, string>> = {},
  heic = false,
  onLine?: (line: string) => void,
): Promise<number> {
  await buildPage(process.cwd())
  const cwd = await makeProject({
    'wrangler.toml': TOP + routes + TABLES,
    '.dev.vars': `SIGNING_KEYS="${SIGNING_KEYS}"\n`,
  })
  for (const name of [
    'dist',
    'kernel',
    'node_modules',
    'package.json',
    'playground',
    'src',
    'tools',
    'tsconfig.json',
  ])
    await symlink(resolve(name), join(cwd, name))
  const port = await freePort()
  const io = {
    out: () => undefined,
    err: (line: string) => onLine?.(line),
    env: process.env,
    cwd,
    now: () => 0,
    project: placeIn(cwd),
  }
  const server = startWrangler(
    {
      entry: heic ? HEIC_ENTRY : DEVELOPMENT_ENTRY,
      port,
      variables: { ENVIRONMENT: 'development', ...variables },
      log: onLine !== undefined,
    },
    io,
  )
  onTestFinished(async () => {
    server.end()
    await server.ended
  })
  expect(await server.trouble).toBeUndefined()
  return port
}

// Starting takes long, so the test runs only with DEV_SERVER=1.
describe.runIf(process.env['DEV_SERVER'])('the playground behind wrangler dev', () => {
  test.each([
    ['without routes', ''],
    ['with routes', ROUTES],
  ])('signs only for its own page: %s', { timeout: 120_000 }, async (_, routes) => {
    const port = await startProject(routes)
    const targets = JSON.stringify({ targets: ['/a.jpg?width=9'] })
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`]) {
      const page = await sendTo(port, '/', { method: 'GET', host })
      expect(page.body.toString()).toContain('Signet playground')
      const { results } = (await sendTo(port, ENDPOINTS.sign, fromPage(host), targets)).json<SignAnswer>()
      expect(results).toEqual([expect.objectContaining({ keyId: 'test' })])
    }
    for (const [name, attack, message] of attacks(port)) {
      const body = attack.method === undefined ? targets : ''
      const answer = await sendTo(port, ENDPOINTS.sign, attack, body)
      expect([name, answer.status]).toEqual([name, 403])
      expect([name, answer.json<Problem>().detail]).toEqual([name, expect.stringMatching(message)])
    }
    const foreign = await sendTo(port, '/', { method: 'GET', host: `evil.test:${port}` })
    expect(foreign.status).toBe(403)
  })

  test('prints a line for each request, without its token', { timeout: 120_000 }, async () => {
    const folder = await makeProject({})
    await writeFile(join(folder, 'a.jpg'), await photograph(scene(40, 30), 1))
    const origin = await serveFolder(folder)
    onTestFinished(() => origin.close())
    const lines: string[] = []
    const port = await startProject('', { DEV_ORIGIN: origin.url }, false, (line) => lines.push(line))
    const signer = createSigner({ key: SIGNING_KEYS, baseUrl: `http://127.0.0.1:${port}` })
    const url = await signer.sign('/origin/a.jpg', { width: 9, format: 'webp' })
    const token = new URL(url).searchParams.get('token') ?? expect.fail()
    for (const each of [url, url, url.replace('width=9', 'width=8'), url.replace(token, '')])
      await fetch(each)
    await expect.poll(() => lines.length, { timeout: 10_000 }).toBe(4)
    const shown = 'GET /origin/a\\.jpg\\?width=9&format=webp&token=…'
    expect(lines).toEqual([
      expect.stringMatching(`^${shown} 200 \\d+ ms miss$`),
      expect.stringMatching(`^${shown} 200 \\d+ ms hit$`),
      expect.stringMatching(/width=8&format=webp&token=… 403 \d+ ms forbidden: .*does not match/),
      expect.stringMatching(`^${shown} 403 \\d+ ms forbidden: `),
    ])
    expect(lines.join()).not.toContain(token)
  })

  test('decodes HEIC if that is enabled', { timeout: 120_000 }, async () => {
    const folder = await makeProject({})
    await writeFile(join(folder, 'a.heic'), heicFiles(64, 64).get('HEIC: plain') ?? '')
    const origin = await serveFolder(folder)
    onTestFinished(() => origin.close())
    const port = await startProject('', { DEV_ORIGIN: origin.url }, true)
    const signer = createSigner({ key: SIGNING_KEYS, baseUrl: `http://127.0.0.1:${port}` })
    const answer = await fetch(await signer.sign('/origin/a.heic', { output: 'json' }))
    expect(await answer.json()).toEqual(expect.objectContaining({ format: 'heic' }))
    const picture = await fetch(await signer.sign('/origin/a.heic', { width: 9 }))
    // The test's file contains no picture, which the decoder reports. Without the decoder the
    // answer is 415.
    expect([200, 422]).toContain(picture.status)
  })
})
