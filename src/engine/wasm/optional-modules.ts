import type { CodecModule } from './emscripten.ts'
import type { WebpEncoder } from './libwebp.ts'
import type { WasmSource } from './module.ts'
import type { MozjpegEncoder } from './mozjpeg.ts'
import { optionalCodecs } from './optional.ts'

interface Modules {
  /** Encoder of lossy and near-lossless WebP. The kernel writes lossless WebP. */
  readonly libwebp: CodecModule<WebpEncoder>
  /** Encoder of progressive JPEG. The kernel writes baseline JPEG. */
  readonly mozjpeg: CodecModule<MozjpegEncoder>
  /** Renderer of SVG overlays. */
  readonly thorvg: WasmSource
  /** Shaper of texts, and the module that records the outlines of its glyphs. */
  readonly harfbuzz: { readonly shaper: WasmSource; readonly outline: WasmSource }
  readonly hqx: WasmSource
  readonly magic: WasmSource
}

/** WebAssembly modules that a build may leave out. */
export const modules = optionalCodecs<Modules>({
  libwebp: 'lossy WebP is left out of this build: use lossless, or another format',
  mozjpeg: 'progressive JPEG is left out of this build: leave progressive out',
  thorvg: 'SVG is left out of this build: use a PNG',
  harfbuzz: 'text is left out of this build: use an overlay image',
  hqx: 'hqx is left out of this build: use another filter',
  magic: 'magic is left out of this build: use another filter',
})
