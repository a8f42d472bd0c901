import { mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { installedWrangler } from '../../../cli/wrangler.ts'
import { failure } from '../../support/process/failure.ts'
import { makeProject } from '../../support/project/project.ts'

async function withWrangler(): Promise<string> {
  const cwd = await makeProject({ 'package.json': '{}' })
  const folder = join(cwd, 'node_modules', 'wrangler')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), '{"name":"wrangler","version":"4.9.9","main":"cli.js"}')
  await writeFile(join(folder, 'cli.js'), '')
  return cwd
}

test('the wrangler of the project is used', async () => {
  const cwd = await withWrangler()
  const folder = join(cwd, 'node_modules', 'wrangler')
  expect(installedWrangler({ folder: cwd })).toEqual({
    script: join(folder, 'bin', 'wrangler.js'),
    module: pathToFileURL(join(folder, 'cli.js')).href,
    version: '4.9.9',
  })
})

test('a project without wrangler gets the wrangler that is beside Signet', async () => {
  const { version } = installedWrangler({ folder: await makeProject({}) })
  expect(version).toBe(createRequire(import.meta.url)('wrangler/package.json').version)
})

test('a missing wrangler is a sentence', async () => {
  const cwd = await makeProject({})
  const places = [createRequire(join(cwd, 'package.json'))]
  expect(() => installedWrangler({ folder: cwd }, places)).toThrow(
    failure('bad-parameter', 'wrangler is not installed in this project: npm install --save-dev wrangler'),
  )
})
