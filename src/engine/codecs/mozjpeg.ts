import { MOZJPEG } from '../wasm/mozjpeg.ts'
import { modules } from '../wasm/optional-modules.ts'

modules.add('mozjpeg', MOZJPEG)
