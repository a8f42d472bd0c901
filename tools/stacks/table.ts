import { readFileSync } from 'node:fs'
import { CHECK_TIME, STACKS } from '../codecs/stacks.ts'
import { table } from '../table.ts'

const { dependencies } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>
}

const count = (value: number) => value.toLocaleString('en')
const kilobytes = (bytes: number) => `${count(bytes / 1024)} KB`

/** Returns the table of foreign modules and their stacks for the documentation. */
export function stackTable(): string {
  return table(
    [
      'module',
      'package',
      'stack before',
      'deepest use',
      'stack',
      'check',
      'bytes',
      'checks in 1 ms',
      'estimated CPU',
    ],
    Object.entries(STACKS).map(([name, { from, before, deepest, size, added, checks }]) => [
      name,
      `${from} ${dependencies[from]}`,
      kilobytes(before),
      `${count(deepest)} bytes`,
      kilobytes(size),
      'traps',
      `+${count(added)}`,
      count(checks),
      `+${((checks * CHECK_TIME) / 1e4).toFixed(2)} %`,
    ]),
  )
}
