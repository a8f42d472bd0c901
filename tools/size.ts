import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { command } from '../src/cli/command.ts'

const SPEC = {
  name: 'size',
  does: 'Checks the built bundles against their size budgets.',
  flags: {},
} as const

/** Most bytes, gzipped, of the bundles that `npm run check` writes. A free plan takes 3 MB. */
const BUDGETS = {
  'dist/worker': 2_800_000,
  'dist/small': 1_000_000,
  'dist/heic': 3_300_000,
  'dist/heic-without-avif-output': 2_300_000,
}

/** Most bytes, gzipped, of the kernel in each: a Worker compiles it when it starts. */
const KERNEL_BUDGET = 50_000

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
  const over: number[] = []
  for (const [directory, budget] of Object.entries(BUDGETS)) {
    const parts = await measure(join(io.cwd, directory))
    if (parts.length === 0) continue
    for (const { name, gzip } of parts) io.out(`${String(gzip).padStart(8)}  ${name}`)
    const total = parts.reduce((sum, { gzip }) => sum + gzip, 0)
    io.out(`${String(total).padStart(8)}  ${directory}`)
    const check = (what: string, bytes: number, most: number) => {
      if (bytes > most) io.err(`over budget: ${what} may have ${most} bytes`)
      over.push(bytes - most)
    }
    check(directory, total, budget)
    // Wrangler writes a digest before the name.
    const kernel = parts.find(({ name }) => name.endsWith('kernel.wasm'))
    check(`kernel.wasm in ${directory}`, kernel?.gzip ?? Number.POSITIVE_INFINITY, KERNEL_BUDGET)
  }
  if (over.length === 0) io.err('there is no bundle: npm run build')
  return over.length === 0 || over.some((bytes) => bytes > 0) ? 1 : 0
})
