// Build without the codecs for JPEG XL and AVIF, which are three quarters of the code.
import '../engine/codecs/small.ts'
import type { Bindings } from '../edge/source/kind.ts'
import { handle } from '../handler.ts'

export { Render } from '../edge/tiered/render.ts'

export default { fetch: handle } satisfies ExportedHandler<Bindings>
