import { parentPort } from 'node:worker_threads'
import { compile, compileConstants } from './compile.ts'
import { MODULES } from './modules.ts'

await compileConstants()
parentPort?.postMessage('constants are written')
await compile(MODULES.kernel)
