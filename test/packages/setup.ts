import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { readManifest } from '../../tools/packages/manifest.ts'
import { packAll } from '../../tools/packages/packages.ts'
import { openShell } from './shell.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Paths of the tarballs by the name in `PACKAGES`. */
    tarballs: Readonly<Record<string, string>>
    /**
     * Folder of a copy of `examples/worker`, outside of the repository, in which the packed Worker
     * and signer are installed.
     */
    template: string
  }
}

/** Copies the template and replaces the versions of our packages by paths of the tarballs. */
async function copyTemplate(to: string, tarballs: Readonly<Record<string, string>>): Promise<void> {
  await cp(join('examples', 'worker'), to, {
    recursive: true,
    filter: (path) =>
      !/(?:^|[\\/])(?:node_modules|dist|\.wrangler|\.dev\.vars|package-lock\.json)$/.test(path),
  })
  const path = join(to, 'package.json')
  const manifest = await readFile(path, 'utf8')
  let local = manifest
  for (const [folder, tarball] of Object.entries(tarballs)) {
    const { name } = await readManifest(join('packages', folder, 'package.json'))
    local = local.replace(
      new RegExp(`("${name}": )"[^"]+"`),
      (_, key) => `${key}${JSON.stringify(`file:${tarball}`)}`,
    )
  }
  if (local === manifest) throw new Error('the template depends on none of the packages')
  await writeFile(path, local)
}

/** Packs all packages and installs the template, once for all tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'signet-packages-'))
  const template = join(folder, 'template')
  try {
    const tarballs = await packAll(process.cwd(), join(folder, 'packed'))
    await copyTemplate(template, tarballs)
    await openShell(template).run('npm', 'install', '--prefer-offline', '--no-audit', '--no-fund')
    project.provide('tarballs', tarballs)
    project.provide('template', template)
  } catch (error) {
    await rm(folder, { recursive: true })
    throw error
  }
  return () => rm(folder, { recursive: true, maxRetries: 5 })
}
