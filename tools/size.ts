import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { parse } from 'smol-toml'
import * as v from 'valibot'
import type { Command } from '../cli/command.ts'
import { script } from './script.ts'
import { type Compatibility, measureStartUp, type StartUp } from './start-up.ts'

const SPEC = {
  name: 'size',
  does: 'Checks the start-up times and the sizes of the built bundles.',
  flags: {},
} as const

/**
 * Maximum size in bytes of the bundles that `npm run check` writes: 1.5 times their sizes on
 * 2026-11-29. Cloudflare's own limit is 64 MiB. The lower limit reveals a dependency that was added
 * by accident.
 */
const BUDGETS = {
  'dist/worker': 12_000_000,
  'dist/small': 4_200_000,
  'dist/heic': 14_000_000,
  'dist/heic-without-avif-output': 8_500_000,
}

/** Maximum kernel size in bytes, by bundle: 1.5 times its size on 2026-11-29. */
const KERNEL_BUDGET = 185_000

/**
 * Maximum size in bytes of modules after gzip. The limit for the VP8 encoder is twice its size on
 * 2026-11-29. The limit for the JPEG XL encoder is its planned maximum.
 */
const COMPRESSED_BUDGETS: Readonly<Record<string, number>> = {
  'vp8-encoder.wasm': 25_000,
  'jxl-encoder.wasm': 40_000,
}

/**
 * Maximum start-up time in milliseconds. Cloudflare refuses a Worker whose global scope runs longer
 * than one second; half of that is reserved for slower machines.
 */
const START_UP_BUDGET_MS = 500

const RUNS = 20

interface Part {
  readonly name: string
  readonly bytes: number
}

const WranglerToml = v.object({ compatibility_date: v.string(), compatibility_flags: v.array(v.string()) })

async function compatibilityOf(cwd: string): Promise<Compatibility> {
  const text = await readFile(join(cwd, 'wrangler.toml'), 'utf8')
  const { compatibility_date, compatibility_flags } = v.parse(WranglerToml, parse(text))
  return { date: compatibility_date, flags: compatibility_flags }
}

async function partsOf(directory: string): Promise<Part[]> {
  const names = await readdir(directory).catch(() => [])
  return Promise.all(
    names
      .filter((name) => /\.(?:js|wasm)$/.test(name))
      .map(async (name) => ({ name, bytes: (await stat(join(directory, name))).size })),
  )
}

/**
 * Returns the start-up time to compare with the budget, and its line of output. CPU time is
 * preferred, because other work on the machine hardly changes it.
 */
function startUpLine({ cpu, elapsed }: StartUp): { readonly ms: number; readonly line: string } {
  const { low, median, high } = cpu ?? elapsed
  const kind = cpu ? 'CPU' : 'elapsed'
  const also = cpu ? `, ${Math.round(elapsed.median)} ms elapsed` : ''
  const range = `quartiles ${Math.round(low)} to ${Math.round(high)}`
  return { ms: median, line: `ms ${kind} to start, median of ${RUNS} (${range}${also})` }
}

/**
 * Creates the command `size`.
 * @param measure measures a bundle's start-up time. Tests pass a substitute.
 */
export function makeSize(measure: typeof measureStartUp): Command {
  return script(SPEC, async (_given, io) => {
    const over: string[] = []
    let bundles = 0
    for (const [directory, budget] of Object.entries(BUDGETS)) {
      const parts = await partsOf(join(io.cwd, directory))
      if (parts.length === 0) continue
      bundles++
      for (const { name, bytes } of parts) io.out(`${String(bytes).padStart(8)}  ${name}`)
      const total = parts.reduce((sum, { bytes }) => sum + bytes, 0)
      io.out(`${String(total).padStart(8)}  ${directory}`)
      const check = (what: string, value: number, limit: number, unit: string) => {
        if (value > limit) over.push(`${what} may have ${limit} ${unit}`)
      }
      check(directory, total, budget, 'bytes')
      // wrangler puts a digest before a module's file name.
      const kernel = parts.find(({ name }) => name.endsWith('kernel.wasm'))
      check(`kernel.wasm in ${directory}`, kernel?.bytes ?? Number.POSITIVE_INFINITY, KERNEL_BUDGET, 'bytes')
      for (const [module, limit] of Object.entries(COMPRESSED_BUDGETS)) {
        const part = parts.find(({ name }) => name.endsWith(module))
        if (!part) continue
        const { length } = gzipSync(await readFile(join(io.cwd, directory, part.name)), { level: 9 })
        check(`${module} in ${directory}`, length, limit, 'bytes after gzip')
      }
      const startUp = await measure(join(io.cwd, directory), await compatibilityOf(io.cwd), RUNS)
      const { ms, line } = startUpLine(startUp)
      io.out(`${String(Math.round(ms)).padStart(8)}  ${directory}: ${line}`)
      check(`the start of ${directory}`, ms, START_UP_BUDGET_MS, 'ms')
    }
    for (const what of over) io.err(`over budget: ${what}`)
    if (bundles === 0) io.err('there is no bundle: run npm run build')
    return bundles === 0 || over.length > 0 ? 1 : 0
  })
}

/** Checks the built bundles against their budgets. */
export const size = makeSize(measureStartUp)
