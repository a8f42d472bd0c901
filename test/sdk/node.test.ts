import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { CALLS, EXPECTED } from './calls.ts'

const folder = inject('installed')
const manifest = createRequire(createRequire(import.meta.url).resolve('node20/package.json')).resolve(
  'node/package.json',
)
const NODE_20 = join(manifest, '..', 'bin', 'node')

test.each([
  ['20', NODE_20, /^v20\./],
  ['that runs the tests', process.execPath, /^v/],
])('the installed package runs in Node %s', async (_, node, version) => {
  expect(execFileSync(node, ['--version'], { encoding: 'utf8' })).toMatch(version)
  await writeFile(join(folder, 'calls.js'), CALLS)
  const script = `
    import calls from './calls.js'
    console.log(JSON.stringify([await calls('node:crypto'), await calls('noble')]))
  `
  const args = ['--input-type=module', '--eval', script]
  const output = execFileSync(node, args, { cwd: folder, encoding: 'utf8' })
  expect(JSON.parse(output)).toEqual([EXPECTED, EXPECTED])
})
