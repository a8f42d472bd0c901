import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { listFiles, serveFolder } from '../../../../cli/start/folder-origin.ts'
import { makeProject } from '../../../support/project/project.ts'

/** Makes a folder beside a secret file, with links of all kinds. */
async function makeFolder() {
  const root = await makeProject({ 'secret.txt': 'secret' })
  const folder = join(root, 'images')
  await mkdir(join(folder, 'sub'), { recursive: true })
  await writeFile(join(folder, 'a b.png'), 'inside')
  await writeFile(join(folder, 'sub/c.png'), 'deeper')
  await symlink('../secret.txt', join(folder, 'link.png'))
  await symlink('..', join(folder, 'up'))
  await symlink('sub/c.png', join(folder, 'within.png'))
  await mkdir(join(root, 'images-2'))
  await writeFile(join(root, 'images-2/d.png'), 'sibling')
  return folder
}

/** Sends a target unchanged. `fetch` would resolve dot segments. */
function send(url: string, target: string, { method = 'GET', host = new URL(url).host } = {}) {
  return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const sent = request(url, { path: target, method, headers: { host } }, async (response) => {
      let body = ''
      for await (const chunk of response) body += chunk
      resolve({ status: response.statusCode, body })
    })
    sent.once('error', reject).end()
  })
}

async function serve(folder: string) {
  const origin = await serveFolder(folder)
  onTestFinished(() => origin.close())
  return origin.url
}

test('the folder is served on the loopback address', async () => {
  const url = await serve(await makeFolder())
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
  expect(await send(url, '/a%20b.png')).toEqual({ status: 200, body: 'inside' })
  expect(await send(url, '/sub/c.png?x=1')).toEqual({ status: 200, body: 'deeper' })
  expect(await send(url, '/within.png')).toEqual({ status: 200, body: 'deeper' })
  expect(await send(url, '/sub/c.png', { method: 'HEAD' })).toEqual({ status: 200, body: '' })
})

test.each([
  ['a directory', '/sub'],
  ['the folder', '/'],
  ['a path upwards', '/../secret.txt'],
  ['an encoded path upwards', '/%2e%2e/secret.txt'],
  ['an encoded slash', '/..%2fsecret.txt'],
  ['a backslash', '/..%5csecret.txt'],
  ['a folder whose name begins alike', '/../images-2/d.png'],
  ['an absolute path', '//etc/passwd'],
  ['a link out of it', '/link.png'],
  ['a link to the folder above', '/up/secret.txt'],
  ['a zero byte', '/a%00.png'],
  ['a broken encoding', '/%'],
  ['nothing', '/none.png'],
])('%s is not served', async (_, target) => {
  expect(await send(await serve(await makeFolder()), target)).toEqual({ status: 404, body: '' })
})

test('other hosts and other methods get no answer', async () => {
  const url = await serve(await makeFolder())
  expect((await send(url, '/a%20b.png', { host: 'evil.example' })).status).toBe(404)
  expect((await send(url, '/a%20b.png', { method: 'POST' })).status).toBe(404)
})

test('the list of files does not follow links', async () => {
  expect(await listFiles(await makeFolder())).toEqual(['a b.png', 'sub/c.png'])
})

test('a path that is not a folder is refused', async () => {
  await expect(serveFolder(import.meta.filename)).rejects.toThrow('not a directory')
  await expect(serveFolder('/nope')).rejects.toThrow('ENOENT')
})
