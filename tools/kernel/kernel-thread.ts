import { compile } from './compile.ts'
import { MODULES } from './modules.ts'

await compile(MODULES.kernel)
