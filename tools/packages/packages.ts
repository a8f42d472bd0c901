import { mkdir, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { script } from '../script.ts'
import { buildHeic } from './heic.ts'
import { pack } from './manifest.ts'
import { buildSigner } from './signer.ts'
import { buildWorker } from './worker.ts'

/** A package of the repository. */
interface Package {
  build(cwd: string, folder: string): Promise<void>
  /** Maximum size of the tarball in bytes. */
  readonly budget: number
}

/** The packages, by the folder below `packages` that has the manifest. */
export const PACKAGES: Readonly<Record<string, Package>> = {
  signer: { build: buildSigner, budget: 60_000 },
  worker: { build: buildWorker, budget: 4_000_000 },
  heic: { build: buildHeic, budget: 700_000 },
}

/** Folder of the built packages and their tarballs. */
export const BUILT = join('dist', 'packages')

/**
 * Builds and packs the packages.
 * @param cwd root of the repository, whose kernel is built
 * @param target folder for the packages and their tarballs
 * @returns paths of the tarballs, by the name in `PACKAGES`
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

const SPEC = {
  name: 'package',
  does: 'Packs the signer, the Worker and its HEIC decoder as npm publishes them.',
  flags: {},
} as const

/** Packs all packages into `dist/packages`, and checks the sizes of their tarballs. */
export const packages = script(SPEC, async (_given, io) => {
  const packed = await packAll(io.cwd, join(io.cwd, BUILT))
  let over = 0
  for (const [name, path] of Object.entries(packed)) {
    const { size } = await stat(path)
    io.out(`${String(size).padStart(8)}  ${join(BUILT, basename(path))}`)
    const { budget = 0 } = PACKAGES[name] ?? {}
    if (size <= budget) continue
    over++
    io.err(`over budget: ${basename(path)} may have ${budget} bytes`)
  }
  return over === 0 ? 0 : 1
})
