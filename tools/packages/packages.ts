import { mkdir, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { script } from '../script.ts'
import { buildHeic } from './heic.ts'
import { pack } from './manifest.ts'
import { buildSigner } from './signer.ts'
import { buildWorker } from './worker.ts'

/** A package in the repository. */
interface Package {
  build(cwd: string, folder: string): Promise<void>
  /** Planned maximum tarball size in bytes: about 5 % above its size on 2026-12-03. */
  readonly budget: number
}

/** The packages, by the folder below `packages` that has the manifest. */
export const PACKAGES: Readonly<Record<string, Package>> = {
  signer: { build: buildSigner, budget: 80_000 },
  worker: { build: buildWorker, budget: 4_200_000 },
  heic: { build: buildHeic, budget: 700_000 },
}

/** Folder for the built packages and their tarballs. */
export const BUILT = join('dist', 'packages')

/**
 * Builds and packs the packages.
 * @param cwd repository root, whose kernel is built
 * @param target folder for the packages and their tarballs
 * @returns tarball paths, by the name in `PACKAGES`
 */
export async function packAll(cwd: string, target: string): Promise<Readonly<Record<string, string>>> {
  await rm(target, { recursive: true, force: true })
  await mkdir(target, { recursive: true })
  const packed: Record<string, string> = {}
  for (const [name, { build }] of Object.entries(PACKAGES)) {
    const folder = join(target, name)
    await build(cwd, folder)
    packed[name] = await pack(folder, target)
  }
  return packed
}

/** Share of the budget by which a tarball may exceed it in CI. */
const SLACK = 0.1

/**
 * Returns the line about a tarball that exceeds its budget, and whether it is an error. A budget
 * reveals a dependency that was added by accident. That is for CI to refuse: elsewhere the packages
 * are packed in order to be installed.
 * @returns `undefined` if the tarball is within its budget
 */
export function overBudget(
  name: string,
  bytes: number,
  { budget, inCi }: { readonly budget: number; readonly inCi: boolean },
): { readonly line: string; readonly isError: boolean } | undefined {
  if (bytes <= budget) return undefined
  const isError = inCi && bytes > budget * (1 + SLACK)
  const line = `${isError ? 'over budget' : 'warning'}: ${name} has ${bytes} bytes; its budget is ${budget}`
  return { line, isError }
}

const SPEC = {
  name: 'package',
  does: 'Packs the signer, the Worker and its HEIC decoder as npm publishes them.',
  flags: {},
} as const

/**
 * Packs all packages into `dist/packages`, and compares their tarballs with the budgets. The exit
 * code is 1 if one exceeds its budget by more than `SLACK` in CI.
 */
export const packages = script(SPEC, async (_given, io) => {
  const packed = await packAll(io.cwd, join(io.cwd, BUILT))
  const inCi = io.env['CI'] === 'true'
  let failed = false
  for (const [name, path] of Object.entries(packed)) {
    const { size } = await stat(path)
    io.out(`${String(size).padStart(8)}  ${join(BUILT, basename(path))}`)
    const { budget = 0 } = PACKAGES[name] ?? {}
    const over = overBudget(basename(path), size, { budget, inCi })
    if (over) io.err(over.line)
    failed ||= over?.isError === true
  }
  return failed ? 1 : 0
})
