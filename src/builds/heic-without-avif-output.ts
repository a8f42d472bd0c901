// Build that reads HEIC and AVIF, and writes neither AVIF nor JPEG XL.
import '../engine/codecs/avif-decoder.ts'
import '../engine/codecs/heic-decoder.ts'
import '../engine/codecs/small.ts'
import type { Bindings } from '../edge/source/kind.ts'
import { handle } from '../handler.ts'

export { Render } from '../edge/tiered/render.ts'

export default { fetch: handle } satisfies ExportedHandler<Bindings>
