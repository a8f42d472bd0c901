import { spawnSync } from 'node:child_process'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ProjectPlace } from '../../../cli/project-place.ts'
import { forgetServer, recordServer, runningServers } from '../../../cli/running-server.ts'
import { sign } from '../../../cli/sign.ts'
import { verify } from '../../../cli/verify.ts'
import { freePort } from '../../support/process/free-port.ts'
import { listen } from '../../support/process/listen.ts'
import { runCommand } from '../../support/project/command.ts'
import { placeIn } from '../../support/project/place.ts'
import { makeProject } from '../../support/project/project.ts'

const KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
const ZONES = '[vars.zones.all]\nprefix = "/"\nsource = "https://example.com/"\n'
const OTHER_KEY = 'Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA'

async function writeRecord(cwd: string, name: string, text: string): Promise<void> {
  const folder = join(cwd, '.wrangler', 'signet-servers')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, name), text)
}

test('sign uses the port of the running server and names it', async () => {
  const cwd = await makeProject({ '.dev.vars': `SIGNING_KEYS=dev:${KEY}\n` })
  const port = await listen()
  await recordServer(placeIn(cwd), { port })
  const { out, err } = await runCommand(sign, ['/a.jpg'], { cwd })
  expect(out).toEqual([expect.stringMatching(`^http://127\\.0\\.0\\.1:${port}/a\\.jpg\\?token=`)])
  expect(err).toContain(`server: http://127.0.0.1:${port} (wrangler.toml)`)
  await forgetServer(placeIn(cwd), port)
  expect(await runningServers(placeIn(cwd))).toEqual([])
})

test('sign uses the newer of two servers, verify the one of the URL, each with its keys', async () => {
  const cwd = await makeProject({
    'wrangler.toml': `${ZONES}${ZONES.replace('vars', 'env.staging.vars')}`,
    '.dev.vars': `SIGNING_KEYS=dev:${KEY}\n`,
    '.dev.vars.staging': `SIGNING_KEYS=staged:${OTHER_KEY}\n`,
  })
  const [older, newer] = [await listen(), await listen()]
  const place = { ...placeIn(cwd), file: join(cwd, 'wrangler.toml') }
  await recordServer(place, { port: older })
  await new Promise((resolve) => setTimeout(resolve, 5))
  await recordServer({ ...place, environment: 'staging' }, { port: newer })
  const [ofOlder, ofNewer] = [
    `server: http://127.0.0.1:${older} (wrangler.toml)`,
    `server: http://127.0.0.1:${newer} (wrangler.toml, environment staging)`,
  ]

  const signed = await runCommand(sign, ['/a.jpg'], { cwd })
  expect(signed.err).toContain(`${ofNewer}; others run here too: http://127.0.0.1:${older}`)
  const verified = await runCommand(verify, [signed.out[0] ?? ''], { cwd })
  expect(verified.err).toContain(ofNewer)
  expect(verified.out).toContainEqual(expect.stringContaining('hmac, made with key staged'))

  const chosen = await runCommand(sign, ['/a.jpg', '--base', `http://127.0.0.1:${older}`], { cwd })
  expect(chosen.err).toContain(ofOlder)
  const ofChosen = await runCommand(verify, [chosen.out[0] ?? ''], { cwd })
  expect(ofChosen.out).toContainEqual(expect.stringContaining('hmac, made with key dev'))

  const named = await runCommand(verify, [chosen.out[0] ?? '', '--env', 'staging'], { cwd })
  expect(named.err).toContain(
    'note: used wrangler.toml, environment staging; the server uses wrangler.toml without an environment',
  )
  const top = await runCommand(sign, ['/a.jpg', '--env', ''], { cwd })
  expect(top.err).toContain(
    'note: used wrangler.toml without an environment; the server uses wrangler.toml, environment staging',
  )
})

test('the record of a process that has ended is ignored', async () => {
  const cwd = await makeProject({})
  const { pid } = spawnSync(process.execPath, ['--version'])
  await writeRecord(cwd, '9100.json', JSON.stringify({ pid, port: await listen(), started: 1 }))
  expect(await runningServers(placeIn(cwd))).toEqual([])
  await recordServer(placeIn(cwd), { port: 9200 })
  expect(await readdir(join(cwd, '.wrangler', 'signet-servers'))).toEqual(['9200.json'])
})

test('the record of a process whose number another has got is ignored', async () => {
  const cwd = await makeProject({})
  const record = { pid: process.pid, port: await freePort(), started: 1 }
  await writeRecord(cwd, '9100.json', JSON.stringify(record))
  expect(await runningServers(placeIn(cwd))).toEqual([])
})

test.each(['', '{', 'null', '{"pid":"1","port":9100,"started":1}'])(
  'a record that is not valid is ignored: %j',
  async (text) => {
    const cwd = await makeProject({})
    await writeRecord(cwd, '9100.json', text)
    expect(await runningServers(placeIn(cwd))).toEqual([])
  },
)

test('the record of another process is kept', async () => {
  const cwd = await makeProject({})
  const port = await listen()
  await writeRecord(cwd, `${port}.json`, JSON.stringify({ pid: process.ppid, port, started: 1 }))
  await forgetServer(placeIn(cwd), port)
  expect(await readdir(join(cwd, '.wrangler', 'signet-servers'))).toEqual([`${port}.json`])
})

test('verify uses the folder that the running server serves', async () => {
  const toml = '[[r2_buckets]]\nbinding = "IMAGES"\n[vars.zones.all]\nprefix = "/"\nsource = "r2:IMAGES"\n'
  const cwd = await makeProject({ 'wrangler.toml': toml, '.dev.vars': `SIGNING_KEYS=dev:${KEY}\n` })
  const zoneOf = async (url: string) => (await runCommand(verify, [url], { cwd })).out[2]
  const [port, place] = [await listen(), placeIn(cwd) satisfies ProjectPlace]
  const url = `http://127.0.0.1:${port}/origin/a.jpg?token=x`
  await recordServer(place, { port, origin: 'http://127.0.0.1:9000/' })
  expect(await zoneOf(url)).toBe('ok    zone     origin, below /origin/')
  const others = [
    url.replace(`${port}`, `${await freePort()}`),
    url.replace('http://127.0.0.1', 'https://a.example'),
  ]
  for (const other of others) expect(await zoneOf(other)).toBe('ok    zone     all, below /')
  await forgetServer(place, port)
  expect(await zoneOf(url)).toBe('ok    zone     all, below /')
})
