import { describe, expect, test } from 'vitest'
import { BINARY, INVOKE, SCRIPTS } from '../../../cli/invocation.ts'

describe('a command is named as it is typed', () => {
  test.each([
    ['in the repository', SCRIPTS, 'npm run keygen', "npm run sign -- '/a.jpg'", 'npm start'],
    [
      'in a project with the package',
      BINARY,
      'npx --no signet keygen',
      "npx --no signet sign '/a.jpg'",
      'npx --no signet dev',
    ],
  ])('%s', (_, lines, plain, withArguments, dev) => {
    expect(lines.run('keygen')).toBe(plain)
    expect(lines.run('sign', "'/a.jpg'")).toBe(withArguments)
    expect(lines.dev).toBe(dev)
  })

  test('without the lines of npm, where its output is copied', () => {
    expect(SCRIPTS.quiet('sign', '/a')).toBe('npm run --silent sign -- /a')
    expect(BINARY.quiet('sign', '/a')).toBe('npx --no signet sign /a')
  })
})

test('this code runs in the repository', () => {
  expect(INVOKE).toBe(SCRIPTS)
})
