import { existsSync, globSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { parse } from 'smol-toml'
import { expect, it } from 'vitest'
import { MODULES } from '../../tools/kernel/modules.ts'

it('the kernel is built outside the folder that wrangler watches for changes', () => {
  const { build } = parse(readFileSync('wrangler.toml', 'utf8'))
  expect(build).toHaveProperty('watch_dir')
  const { watch_dir } = build as { watch_dir: string }
  expect(existsSync(watch_dir)).toBe(true)
  for (const { output } of Object.values(MODULES)) expect(relative(watch_dir, output)).toMatch(/^\.\./)
})

it.each(globSync('.github/workflows/*.yml'))(
  '%s pins every action by its commit and names its version',
  (workflow) => {
    const uses = [...readFileSync(workflow, 'utf8').matchAll(/uses: (.+)$/gm)].map(
      ([, action = '']) => action,
    )
    expect(uses).not.toEqual([])
    expect(uses.filter((action) => !/^[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([])
  },
)
