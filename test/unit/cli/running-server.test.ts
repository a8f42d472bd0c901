import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { forgetServer, recordServer, runningServer } from '../../../cli/running-server.ts'
import { sign } from '../../../cli/sign.ts'
import { verify } from '../../../cli/verify.ts'
import { runCommand } from '../../support/command.ts'
import { makeProject } from '../../support/project.ts'

const key = ['--signing-key', 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8']

test('sign uses the port of the running server', async () => {
  const cwd = await makeProject({})
  await recordServer(cwd, { port: 9100 })
  const signed = await runCommand(sign, ['/a.jpg', ...key], { cwd })
  expect(signed.out).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:9100\/a\.jpg\?token=/)])
  await forgetServer(cwd)
  expect(await runningServer(cwd)).toEqual({ port: 8787 })
})

test('the record of a process that has ended is ignored', async () => {
  const cwd = await makeProject({})
  await recordServer(cwd, { port: 9100 })
  const { pid } = spawnSync(process.execPath, ['--version'])
  await writeFile(join(cwd, '.wrangler/signet-server.json'), JSON.stringify({ pid, port: 9100 }))
  expect(await runningServer(cwd)).toEqual({ port: 8787 })
})

test.each(['', '{', 'null', '{"pid":"1","port":9100}'])(
  'a record that is not valid is ignored: %j',
  async (text) => {
    const cwd = await makeProject({})
    await recordServer(cwd, { port: 9100 })
    await writeFile(join(cwd, '.wrangler/signet-server.json'), text)
    expect(await runningServer(cwd)).toEqual({ port: 8787 })
  },
)

test('the record of another process is kept', async () => {
  const cwd = await makeProject({})
  await recordServer(cwd, { port: 9100 })
  const other = { pid: process.ppid, port: 9200 }
  await writeFile(join(cwd, '.wrangler/signet-server.json'), JSON.stringify(other))
  await forgetServer(cwd)
  expect(await runningServer(cwd)).toEqual({ port: 9200 })
})

test('verify uses the folder that the running server serves', async () => {
  const toml = '[[r2_buckets]]\nbinding = "IMAGES"\n[vars.zones.all]\nprefix = "/"\nsource = "r2:IMAGES"\n'
  const cwd = await makeProject({ 'wrangler.toml': toml })
  const zoneOf = async (url: string) => (await runCommand(verify, [url, ...key], { cwd })).out[2]
  await recordServer(cwd, { port: 9100, origin: 'http://127.0.0.1:9000/' })
  expect(await zoneOf('http://127.0.0.1:9100/origin/a.jpg?token=x')).toBe(
    'ok    zone     origin, below /origin/',
  )
  expect(await zoneOf('http://127.0.0.1:9101/origin/a.jpg?token=x')).toBe('ok    zone     all, below /')
  expect(await zoneOf('https://a.example:9100/origin/a.jpg?token=x')).toBe('ok    zone     all, below /')
  await forgetServer(cwd)
  expect(await zoneOf('http://127.0.0.1:8787/origin/a.jpg?token=x')).toBe('ok    zone     all, below /')
})
