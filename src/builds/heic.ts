// Standard build with the HEIC decoder. See docs/heic.md for its license and patents.
import '../engine/codecs/heic-decoder.ts'
import '../engine/codecs/standard.ts'
import type { Bindings } from '../edge/source/kind.ts'
import { handle } from '../handler.ts'

export { Render } from '../edge/tiered/render.ts'

export default { fetch: handle } satisfies ExportedHandler<Bindings>
