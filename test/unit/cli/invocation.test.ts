import { expect, test } from 'vitest'
import { INVOKE, START, TOOLS } from '../../../cli/invocation.ts'
import manifest from '../../../package.json' with { type: 'json' }

test('a command is named as it is typed in the repository and in projects', () => {
  expect(INVOKE.run('keygen')).toBe('npx --no signet keygen')
  expect(INVOKE.run('sign', "'/a.jpg'")).toBe("npx --no signet sign '/a.jpg'")
  expect(INVOKE.usage('sign')).toBe('npx --no signet sign')
  expect(Object.keys(manifest.bin)).toEqual(['signet'])
})

test('a tool of the repository is named by the script that runs it', () => {
  expect(TOOLS.run('size')).toBe('npm run tool size')
  expect(TOOLS.run('scope', '@acme')).toBe('npm run tool scope -- @acme')
  expect(TOOLS.usage('scope')).toBe('npm run tool scope --')
})

test('the server of the repository starts with npm start', () => {
  expect(START).toBe('npm start')
})
