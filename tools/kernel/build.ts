import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { buildCodecs } from '../codecs/build-codecs.ts'
import { compile } from './compile.ts'
import { MODULES } from './modules.ts'

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
async function buildOthers(constants: Promise<unknown>): Promise<void> {
  await buildCodecs()
  await constants
  await compileSide()
  await compile(MODULES.sizes)
  await compile(MODULES.math)
  await compile(MODULES.outline)
}

/** Builds all modules. */
export async function buildAll(): Promise<void> {
  // The kernel takes as long as all other builds together. The thread compiles the constants first.
  const thread = new Worker(new URL('kernel-thread.ts', import.meta.url))
  await Promise.all([once(thread, 'exit'), buildOthers(once(thread, 'message'))])
}
