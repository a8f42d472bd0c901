import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { buildCodecs } from '../codecs/build-codecs.ts'
import { compile } from './compile.ts'
import { MODULES } from './modules.ts'

/** The kernel takes as long as all else together. */
async function compileKernel(): Promise<void> {
  await once(new Worker(new URL('kernel-thread.ts', import.meta.url)), 'exit')
}

/** The codecs come first: AssemblyScript leaves settings in Binaryen, which both use. */
async function buildOthers(): Promise<void> {
  await buildCodecs()
  await compile(MODULES.whole)
  await compile(MODULES.outline)
}

await Promise.all([compileKernel(), buildOthers()])
