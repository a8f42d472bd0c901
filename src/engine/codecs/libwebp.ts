import { LIBWEBP } from '../wasm/libwebp.ts'
import { modules } from '../wasm/optional-modules.ts'

modules.add('libwebp', LIBWEBP)
