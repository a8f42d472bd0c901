import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { readManifest } from '../../tools/packages/manifest.ts'
import { packAll } from '../../tools/packages/packages.ts'
import { openShell } from './shell.ts'
import { createProject, installTools } from './user-project.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Paths of the tarballs by the name in `PACKAGES`. */
    tarballs: Readonly<Record<string, string>>
    /**
     * Folder with a copy of `examples/worker`, outside the repository, in which the packed Worker
     * and signer are installed.
     */
    template: string
    /** Folder of an empty project in which all packages are installed. */
    project: string
  }
}

/** Copies the template and replaces our packages' versions by tarball paths. */
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

async function installTemplate(to: string, tarballs: Readonly<Record<string, string>>): Promise<void> {
  await copyTemplate(to, tarballs)
  await openShell(to).run('npm', 'install', '--prefer-offline', '--no-audit', '--no-fund')
}

/**
 * Packs all packages, and installs them, the template and the tools of the tests, once for all
 * tests.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'signet-packages-'))
  const [template, app] = [join(folder, 'template'), join(folder, 'app')]
  try {
    const [tarballs] = await Promise.all([packAll(process.cwd(), join(folder, 'packed')), installTools()])
    await Promise.all([installTemplate(template, tarballs), createProject(app, Object.values(tarballs))])
    project.provide('tarballs', tarballs)
    project.provide('template', template)
    project.provide('project', app)
  } catch (error) {
    await rm(folder, { recursive: true })
    throw error
  }
  return () => rm(folder, { recursive: true, maxRetries: 5 })
}
