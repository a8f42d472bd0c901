import { expect, test } from 'vitest'
import { INVOKE, SCRIPTS, START } from '../../../cli/invocation.ts'
import manifest from '../../../package.json' with { type: 'json' }

test('a command is named as it is typed in the repository and in projects', () => {
  expect(INVOKE.run('keygen')).toBe('npx --no signet keygen')
  expect(INVOKE.run('sign', "'/a.jpg'")).toBe("npx --no signet sign '/a.jpg'")
  expect(INVOKE.usage('sign')).toBe('npx --no signet sign')
  expect(Object.keys(manifest.bin)).toEqual(['signet'])
})

test('a tool of the repository is named by its script', () => {
  expect(SCRIPTS.run('size')).toBe('npm run size')
  expect(SCRIPTS.run('scope', '@acme')).toBe('npm run scope -- @acme')
  expect(SCRIPTS.usage('scope')).toBe('npm run scope --')
})

test('the server of the repository starts with npm start', () => {
  expect(START).toBe('npm start')
})
