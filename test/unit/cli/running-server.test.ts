import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { forgetServer, recordServer, serverPort } from '../../../src/cli/running-server.ts'
import { sign } from '../../../src/cli/sign.ts'
import { runCommand } from '../../support/command.ts'
import { makeProject } from '../../support/project.ts'

const key = ['--key', 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8']

test('sign uses the port of the server that runs', async () => {
  const cwd = await makeProject({})
  await recordServer(cwd, 9100)
  const signed = await runCommand(sign, ['/a.jpg', ...key], { cwd })
  expect(signed.out).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:9100\/a\.jpg\?token=/)])
  await forgetServer(cwd)
  expect(await serverPort(cwd)).toBe(8787)
})

test('the record of a process that ended does not count', async () => {
  const cwd = await makeProject({})
  await recordServer(cwd, 9100)
  const { pid } = spawnSync(process.execPath, ['--version'])
  await writeFile(join(cwd, '.wrangler/signet-server.json'), JSON.stringify({ pid, port: 9100 }))
  expect(await serverPort(cwd)).toBe(8787)
})

test.each(['', '{', 'null', '{"pid":"1","port":9100}'])(
  'a record that is %j does not count',
  async (text) => {
    const cwd = await makeProject({})
    await recordServer(cwd, 9100)
    await writeFile(join(cwd, '.wrangler/signet-server.json'), text)
    expect(await serverPort(cwd)).toBe(8787)
  },
)

test('the record of another process stays', async () => {
  const cwd = await makeProject({})
  await recordServer(cwd, 9100)
  const other = { pid: process.ppid, port: 9200 }
  await writeFile(join(cwd, '.wrangler/signet-server.json'), JSON.stringify(other))
  await forgetServer(cwd)
  expect(await serverPort(cwd)).toBe(9200)
})
