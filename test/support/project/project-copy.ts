import { execFileSync } from 'node:child_process'
import { copyFile, cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const BUILT = ['src/engine/wasm/kernel.wasm', 'src/engine/wasm/built']

const listFiles = () =>
  execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
    .split('\0')
    .filter((file) => file !== '' && !file.startsWith('test/golden/'))

/** A copy of the project in its own folder, with the files that `npm run kernel` has built. */
export interface ProjectCopy {
  readonly directory: string
  remove(): Promise<void>
}

/**
 * Copies the project, so that a local server or a command neither finds nor leaves state in the
 * user's checkout.
 */
export async function copyProject(): Promise<ProjectCopy> {
  const directory = await mkdtemp(join(tmpdir(), 'signet-project-'))
  const files = listFiles()
  const folders = new Set([...files, ...BUILT].map((file) => dirname(join(directory, file))))
  await Promise.all([...folders].map((folder) => mkdir(folder, { recursive: true })))
  const copyFiles = files.map((file) =>
    copyFile(file, join(directory, file)).catch((error: NodeJS.ErrnoException) => {
      // The file is deleted in the work tree, but not yet in the index.
      if (error.code !== 'ENOENT') throw error
    }),
  )
  const copyBuilt = BUILT.map((path) => cp(path, join(directory, path), { recursive: true }))
  await Promise.all([...copyFiles, ...copyBuilt])
  await symlink(resolve('node_modules'), join(directory, 'node_modules'))
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) }
}
