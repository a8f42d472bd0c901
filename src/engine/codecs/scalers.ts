import hqx from '../wasm/built/hqx.wasm'
import magic from '../wasm/built/magic.wasm'
import { modules } from '../wasm/optional-modules.ts'

modules.add('hqx', hqx)
modules.add('magic', magic)
