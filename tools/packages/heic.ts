import { copyFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LICENSES_FILE, packageLicenses } from '../licenses/licenses.ts'
import { absoluteLinks, joinManifests, readManifest, writeChangelog } from './manifest.ts'
import { WASM_IMPORTS, writeWasm } from './wasm.ts'

const LIBHEIF = 'src/engine/wasm/built/libheif.wasm'

/**
 * Builds the folder for the package that adds HEIC. It contains libheif, which is under the LGPL,
 * as a separate file that a user can replace.
 * @param cwd repository root, whose codecs are built
 */
export async function buildHeic(cwd: string, folder: string): Promise<void> {
  const source = join(cwd, 'packages', 'heic')
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const root = await readManifest(join(cwd, 'package.json'))
  const { name: worker } = await readManifest(join(cwd, 'packages', 'worker', 'package.json'))
  const own = await readManifest(join(source, 'package.json'))
  const manifest = {
    ...joinManifests(own, root),
    license: 'MIT AND LGPL-3.0-or-later',
    imports: WASM_IMPORTS,
    // Both packages share the engine's internal interfaces, so their versions must be the same.
    peerDependencies: { [worker]: root.version },
  }
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`)
  await cp(join(source, 'code'), join(folder, 'dist'), { recursive: true })
  await writeWasm(folder, own.name, new Map([['libheif', join(cwd, LIBHEIF)]]))
  await copyFile(join(cwd, 'LICENSE'), join(folder, 'LICENSE'))
  await copyFile(join(cwd, 'node_modules/libheif-js/libheif-wasm/LICENSE'), join(folder, 'LICENSE.LGPL'))
  await writeFile(join(folder, LICENSES_FILE), await packageLicenses(join(cwd, 'node_modules'), true))
  const page = await readFile(join(source, 'README.md'), 'utf8')
  await writeFile(join(folder, 'README.md'), absoluteLinks(page, root, 'docs'))
  await writeChangelog(cwd, root, folder)
}
