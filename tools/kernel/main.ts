import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { buildCodecs } from '../codecs/build-codecs.ts'
import { compile, compileConstants } from './compile.ts'
import { MODULES } from './modules.ts'

/**
 * Compiles the kernel in a separate thread, because this takes as long as all other builds
 * together.
 */
async function compileKernel(): Promise<void> {
  await once(new Worker(new URL('kernel-thread.ts', import.meta.url)), 'exit')
}

/** Compiles the side module. Its static data begin where the constants of the kernel say. */
async function compileSide(): Promise<void> {
  const { SIDE_START } = await import('../../src/engine/constants/kernel.ts')
  const { side } = MODULES
  await compile({ ...side, options: [...side.options, '--memoryBase', String(SIDE_START)] })
}

/**
 * Builds the codecs and then the small modules. The reverse order would build the codecs with
 * settings of Binaryen that AssemblyScript has changed.
 */
async function buildOthers(): Promise<void> {
  await buildCodecs()
  await compileConstants()
  await compileSide()
  await compile(MODULES.sizes)
  await compile(MODULES.outline)
}

await Promise.all([compileKernel(), buildOthers()])
