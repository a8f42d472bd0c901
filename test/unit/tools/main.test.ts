import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import manifest from '../../../package.json' with { type: 'json' }

const DEVELOPMENT = ['start', 'corpus', 'docs', 'package', 'size'] as const
const PRODUCT = ['sign', 'verify', 'keygen'] as const

function usageOf(main: string): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main], { encoding: 'utf8' })
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
  return stderr
}

test.each([
  ['src/cli/main.ts', PRODUCT],
  ['tools/main.ts', DEVELOPMENT],
])('%s runs its commands and no others', (main, names) => {
  const listed = [...usageOf(main).matchAll(/^ {2}(\S+)/gm)].map(([, name]) => name)
  expect(listed).toEqual(names)
  for (const name of names) expect(manifest.scripts[name]).toBe(`node ${main} ${name}`)
})
