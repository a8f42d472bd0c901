// Loads libheif for HEIC decoder tests, without adding HEIC to the build's formats.
import libheif from '../../../src/engine/wasm/built/libheif.wasm'
import { modules } from '../../../src/engine/wasm/optional-modules.ts'

modules.add('libheif', libheif)
