import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { freePort } from '../support/process/free-port.ts'
import { openShell, type Running } from './shell.ts'

const template = inject('template')
const { run, start } = openShell(template, { offline: true })

const signet = (...args: readonly string[]) => run('npx', '--no', 'signet', ...args)

test('no network can be reached', async () => {
  await expect(run('npm', 'view', 'hono', 'version')).rejects.toThrow(/ENOTCACHED|ECONNREFUSED/)
})

describe.concurrent('the installed template', () => {
  test('passes its own test', async () => {
    expect(await run('npm', 'test')).toMatch(/Tests\s+\d+ passed/)
  })

  test('has sound types', async () => {
    await run('npm', 'run', 'types')
  })

  test('is packed by wrangler', async () => {
    const out = await run('npx', '--no', 'wrangler', 'deploy', '--dry-run', '--outdir', 'dist')
    expect(out).toMatch(/Total Upload: [\d.]+ KiB/)
  })

  test('has a sound configuration', async () => {
    await signet('doctor')
  })
})

describe('signet dev', () => {
  let server: Running
  let origin: string
  const path = '/img/photos/gray.png'

  beforeAll(async () => {
    const gray = { width: 8, height: 8, channels: 3, background: '#808080' } as const
    await writeFile(join(template, 'gray.png'), await sharp({ create: gray }).png().toBuffer())
    await run(
      'npx',
      '--no',
      'wrangler',
      'r2',
      'object',
      'put',
      'images/photos/gray.png',
      '--file',
      'gray.png',
      '--local',
    )
    const port = await freePort()
    origin = `http://127.0.0.1:${port}`
    server = start('npx', '--no', 'signet', 'dev', '--port', String(port), '--log')
    while (server.runs() && !server.printed().includes('listens on')) await setTimeout(100)
    if (!server.runs()) throw new Error(server.printed())
  })
  afterAll(() => server?.close())

  test('serves a signed image, which verify and explain accept', async () => {
    const url = (await signet('sign', `${path}?width=4&format=webp`)).trim()
    expect(url).toMatch(new RegExp(`^${origin}${path}\\?width=4&format=webp&token=[\\w-]{43}$`))
    const response = await fetch(url)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/webp'])
    await expect
      .poll(() => server.printed())
      .toMatch(/^GET \/img\/photos\/gray\.png\?width=4&format=webp&token=… 200 \d+ ms miss$/m)
    expect(await signet('verify', url)).toMatch(/^ok {4}token/m)
    expect(await signet('explain', url)).toMatch(/^output +webp, 4 × 4/m)
  })

  test('refuses an unsigned image', async () => {
    expect((await fetch(`${origin}${path}?width=4`)).status).toBe(403)
  })

  test('leaves other paths to the code of the template', async () => {
    expect(await (await fetch(`${origin}/`)).text()).toBe('Your own page')
  })
})
