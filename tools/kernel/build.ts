import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { buildCodecs } from '../codecs/build-codecs.ts'
import { compile } from './compile.ts'
import { MODULES } from './modules.ts'

/**
 * Compiles the modules that work in a kernel's memory. Their static data begin where the kernel's
 * constants say.
 */
async function compileSides(): Promise<void> {
  const { JXL_ENCODER_START, SIDE_START, VP8_ENCODER_START } = await import(
    '../../src/engine/constants/kernel.ts'
  )
  const { jxlEncoder, side, vp8Encoder } = MODULES
  for (const [module, start] of [
    [side, SIDE_START],
    [vp8Encoder, VP8_ENCODER_START],
    [jxlEncoder, JXL_ENCODER_START],
  ] as const)
    await compile({ ...module, options: [...module.options, '--memoryBase', String(start)] })
}

/**
 * Builds the codecs and then the small modules. The reverse order would build the codecs with
 * Binaryen settings that AssemblyScript has changed.
 */
async function buildOthers(constants: Promise<unknown>): Promise<void> {
  await buildCodecs()
  await constants
  await compileSides()
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
