// Loads libheif for tests of the HEIC decoder, without adding HEIC to the formats of the build.
import libheif from '../../src/engine/wasm/built/libheif.wasm'
import { modules } from '../../src/engine/wasm/optional-modules.ts'

modules.add('libheif', libheif)
