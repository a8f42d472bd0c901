import { addressOf } from '../../pages.ts'
import type { WasmSource } from './module.ts'
import { optionalCodecs } from './optional.ts'

interface Modules {
  /** Renderer for SVG overlays. */
  readonly thorvg: WasmSource
  /** Text shaper, and the module that records the outlines of its glyphs. */
  readonly harfbuzz: { readonly shaper: WasmSource; readonly outline: WasmSource }
  readonly hqx: WasmSource
  readonly magic: WasmSource
  /** HEIC decoder. It is under the LGPL, so it can be replaced by another libheif build. */
  readonly libheif: WasmSource
}

/** Error message in builds that do not decode HEIC. */
export const HEIC_MISSING = `HEIC is not decoded by this build: deploy a build with HEIC (${addressOf('docs/heic.md')}), or upload a JPEG`

/** End of the error message for a codec that a package entry can add. */
export const addCodec = (name: string): string => `add codecs/${name} (${addressOf('docs/package.md')})`

const noScaler = (name: string) =>
  `the filter ${name} is not in this build: use another filter, or ${addCodec('scalers')}`

/** WebAssembly modules that a build may leave out. */
export const modules = optionalCodecs<Modules>({
  thorvg: `SVG cannot be drawn by this build: use a PNG, or ${addCodec('thorvg')}`,
  harfbuzz: `text cannot be drawn by this build: use an overlay image, or ${addCodec('harfbuzz')}`,
  hqx: noScaler('hqx'),
  libheif: HEIC_MISSING,
  magic: noScaler('magic'),
})
