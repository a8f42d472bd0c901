// HarfBuzz as `harfbuzzjs` builds it, with a limit on how often its loops run (see `tools/codecs`).
import shaper from '../wasm/built/harfbuzz.wasm'
import outline from '../wasm/built/outline.wasm'
import { modules } from '../wasm/optional-modules.ts'

modules.add('harfbuzz', { shaper, outline })
