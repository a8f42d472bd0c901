import * as v from 'valibot'
import type { getImageOptimizer } from 'vinext/server/image-optimization'
import { isolateMemory } from '../../src/engine/memory/admission.ts'
import { startHeartbeat } from '../../src/engine/memory/heartbeat.ts'
import { transform } from '../../src/engine/transform.ts'
import { LimitsTable } from '../../src/limits.ts'
import { timing } from '../../src/timing.ts'

const limits = v.getDefaults(LimitsTable)
const memory = isolateMemory()

/**
 * The engine in the Worker of a vinext app, for the app's own images: no Images binding, and no URL
 * to sign.
 */
export default (): NonNullable<ReturnType<typeof getImageOptimizer>> => ({
  async transformImage(body, { width, format, quality }) {
    const file = await new Response(body).blob()
    const source = { size: file.size, etag: undefined, maxAge: undefined }
    const reopen = async () => ({ ...source, body: file.stream() })
    const { signal } = new AbortController()
    const { heartbeat, stop } = startHeartbeat()
    const intent = { width, quality, enlarge: false, format: format.slice('image/'.length) as 'avif' }
    const admission = memory.admission(limits, heartbeat, signal)
    const context = { limits, memory, admission, timing: timing(), signal, reopen, layers: [] }
    const made = await transform(await reopen(), intent, context).finally(stop)
    return new Response(made.body, { headers: { 'content-type': made.type } })
  },
})
