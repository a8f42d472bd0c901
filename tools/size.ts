import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { command } from '../src/cli/command.ts'

const SPEC = {
  name: 'size',
  does: 'Checks the built bundles against their size budgets.',
  flags: {},
} as const

/** Most bytes, gzipped, of the bundles that `npm run build` and `npm run build:small` write. */
const BUDGETS = { 'dist/worker': 2_600_000, 'dist/small': 1_000_000 }

interface Part {
  readonly name: string
  readonly gzip: number
}

async function measure(directory: string): Promise<Part[]> {
  const names = await readdir(directory).catch(() => [])
  return Promise.all(
    names
      .filter((name) => /\.(?:js|wasm)$/.test(name))
      .map(async (name) => ({
        name,
        gzip: gzipSync(await readFile(join(directory, name)), { level: 9 }).length,
      })),
  )
}

/** Checks the built bundles against their budgets. */
export const size = command(SPEC, async (_given, io) => {
  const totals: number[] = []
  for (const [directory, budget] of Object.entries(BUDGETS)) {
    const parts = await measure(join(io.cwd, directory))
    if (parts.length === 0) continue
    for (const { name, gzip } of parts) io.out(`${String(gzip).padStart(8)}  ${name}`)
    const whole = parts.reduce((total, { gzip }) => total + gzip, 0)
    io.out(`${String(whole).padStart(8)}  ${directory}`)
    if (whole > budget) io.err(`over budget: ${directory} may have ${budget} bytes`)
    totals.push(whole - budget)
  }
  if (totals.length === 0) io.err('there is no bundle: npm run build')
  return totals.length === 0 || totals.some((over) => over > 0) ? 1 : 0
})
