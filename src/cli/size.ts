import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { command } from './command.ts'

const USAGE = 'size'

/** Most bytes, gzipped, of the bundle that `npm run build` writes: as a whole, and without the AVIF codec. */
const BUDGET = { whole: 2_300_000, withoutAvif: 900_000 }

interface Part {
  readonly name: string
  readonly gzip: number
}

async function measure(directory: string): Promise<Part[]> {
  const names = (await readdir(directory)).filter((name) => /\.(?:js|wasm)$/.test(name))
  return Promise.all(
    names.map(async (name) => ({
      name,
      gzip: gzipSync(await readFile(join(directory, name)), { level: 9 }).length,
    })),
  )
}

const sum = (parts: readonly Part[]): number => parts.reduce((total, { gzip }) => total + gzip, 0)

/** Holds the built bundle against its budget. */
export const size = command(USAGE, async (_args, io) => {
  const parts = await measure(join(io.cwd, 'dist', 'worker'))
  const sizes = { whole: sum(parts), withoutAvif: sum(parts.filter(({ name }) => !name.includes('avif'))) }
  for (const { name, gzip } of parts) io.out(`${String(gzip).padStart(8)}  ${name}`)
  const over = Object.entries(BUDGET).filter(([name, budget]) => sizes[name as keyof typeof BUDGET] > budget)
  io.out(`${sizes.whole} bytes gzipped, ${sizes.withoutAvif} without AVIF`)
  for (const [name, budget] of over) io.err(`over budget: ${name} may have ${budget} bytes`)
  return parts.length === 0 || over.length > 0 ? 1 : 0
})
