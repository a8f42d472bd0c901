import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { Failure } from '../../src/errors.ts'
import type { ProjectPlace } from '../project-place.ts'
import { ownEntry } from '../start/development-entry.ts'
import { installedWrangler } from '../wrangler.ts'

/** Module that `main` in `wrangler.toml` names, with everything in the project that it imports. */
export interface Entry {
  /** Names of its exports. */
  readonly exports: readonly string[]
  /** Packages and other modules outside of the project that it imports. */
  readonly imported: readonly string[]
  /** `true` if it exports everything from a package, so that not all its export names are known. */
  readonly isOpen: boolean
  /** `true` if the project calls `createSignet`. */
  readonly callsCreateSignet: boolean
}

/** An entry, or the reason why it cannot be read. */
export type ReadEntry = Entry | { readonly trouble: string }

/** Loaders for files that Workers import in other ways than as code. */
const LOADERS = {
  '.wasm': 'empty',
  '.html': 'text',
  '.txt': 'text',
  '.sql': 'text',
  '.bin': 'empty',
  '.pem': 'text',
} as const

/** Functions of esbuild that are used. wrangler brings its own esbuild. */
interface Esbuild {
  readonly build: (options: object) => Promise<{
    readonly metafile: {
      readonly inputs: Readonly<Record<string, unknown>>
      readonly outputs: Readonly<
        Record<
          string,
          { readonly exports: readonly string[]; readonly imports: readonly { readonly path: string }[] }
        >
      >
    }
    readonly outputFiles: readonly { readonly text: string }[]
  }>
}

const CALL = /\bcreateSignet\s*\(/

const EXPORT_ALL = /^export \* from\b/m

async function bundle(place: ProjectPlace, main: string): Promise<Entry> {
  const { folder } = place
  const { script } = installedWrangler(place)
  const esbuild: Esbuild = createRequire(script)('esbuild')
  const { metafile, outputFiles } = await esbuild.build({
    absWorkingDir: folder,
    entryPoints: [main],
    bundle: true,
    write: false,
    metafile: true,
    packages: 'external',
    format: 'esm',
    loader: LOADERS,
    logLevel: 'silent',
  })
  const sources = await Promise.all(
    Object.keys(metafile.inputs).map((path) => readFile(resolve(folder, path), 'utf8').catch(() => '')),
  )
  const outputs = Object.values(metafile.outputs)
  return {
    exports: outputs.flatMap(({ exports }) => exports),
    imported: outputs.flatMap(({ imports }) => imports.map(({ path }) => path)),
    isOpen: outputFiles.some(({ text }) => EXPORT_ALL.test(text)),
    callsCreateSignet: sources.some((text) => CALL.test(text)),
  }
}

/**
 * Reads the exports and imports of a project's own entry. wrangler's esbuild bundles the entry, and
 * it does not run.
 */
export async function readEntry(
  place: ProjectPlace,
  wrangler: Readonly<Record<string, unknown>>,
): Promise<ReadEntry> {
  try {
    return await bundle(place, await ownEntry(place, wrangler))
  } catch (error) {
    if (error instanceof Failure) return { trouble: error.message.replace(`${place.shown}: `, '') }
    const [first]: readonly { readonly text?: string }[] = Object(error).errors ?? []
    return { trouble: `main cannot be read: ${first?.text ?? String(error)}` }
  }
}
