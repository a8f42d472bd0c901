import { globSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { expect, it } from 'vitest'
import { unstable_readConfig } from 'wrangler'
import manifest from '../../package.json' with { type: 'json' }

it('the kernel is built outside the folder that wrangler watches for changes', () => {
  const { watch_dir = '' } = unstable_readConfig({ config: 'wrangler.toml' }).build
  const [, output = ''] = /--outFile (\S+)/.exec(manifest.scripts.kernel) ?? []
  expect(output).toMatch(/\.wasm$/)
  expect(relative(String(watch_dir), output)).toMatch(/^\.\./)
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
