import { createHash } from 'node:crypto'
import { globSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Sample, samples } from '../../../samples/samples.ts'

const ROOT = join(import.meta.dirname, '../../..')

/** Folder of painted samples. */
const FOLDER = join(ROOT, 'dist/samples')

/** Files that determine the samples' bytes: those that paint, and encoder versions. */
const SOURCES = ['samples/**/*.ts', 'kernel/**/*.ts', 'src/engine/**/*.ts', 'package-lock.json']

/** Returns a name that changes with everything that the samples are made of. */
async function version(): Promise<string> {
  const hash = createHash('sha256').update(process.version)
  for (const file of globSync(SOURCES, { cwd: ROOT }).sort())
    hash.update(file).update(await readFile(join(ROOT, file)))
  return hash.digest('hex').slice(0, 16)
}

async function read(folder: string): Promise<Sample[] | undefined> {
  const index = await readFile(join(folder, 'index.json'), 'utf8').catch(() => undefined)
  if (index === undefined) return undefined
  const named: Pick<Sample, 'name' | 'type'>[] = JSON.parse(index)
  return Promise.all(
    named.map(async (each) => ({ ...each, bytes: new Uint8Array(await readFile(join(folder, each.name))) })),
  )
}

async function write(folder: string, painted: readonly Sample[]): Promise<void> {
  const made = `${folder}.${process.pid}`
  await mkdir(made, { recursive: true })
  for (const { name, bytes } of painted) await writeFile(join(made, name), bytes)
  const index = painted.map(({ name, type }) => ({ name, type }))
  await writeFile(join(made, 'index.json'), JSON.stringify(index))
  // Another process may have written the same samples at the same time.
  await rename(made, folder).catch(async (error) => {
    if ((await readdir(folder)).length === 0) throw error
  })
}

/**
 * Returns the sample pictures. Painting takes 15 s of CPU (2026-11-29), so that they are kept in
 * `dist` until a source changes.
 */
export async function paintedSamples(): Promise<readonly Sample[]> {
  const folder = join(FOLDER, await version())
  const kept = await read(folder)
  if (kept) return kept
  const painted: Sample[] = []
  for await (const sample of samples()) painted.push(sample)
  await write(folder, painted)
  return painted
}
