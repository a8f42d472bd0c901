import wasm from '../wasm/built/thorvg.wasm'
import { modules } from '../wasm/optional-modules.ts'

modules.add('thorvg', wasm)
