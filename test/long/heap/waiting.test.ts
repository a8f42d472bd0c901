import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { beforeAll, expect, it } from 'vitest'
import { sourceOf, transformed } from '../../support/engine/transformed.ts'
import { crowded, longJpeg } from '../../support/isolate/long-headers.ts'

const PROFILE = 1 << 20

let long: Uint8Array<ArrayBuffer>
let gc: () => void

beforeAll(async () => {
  long = await longJpeg(new Uint8Array(PROFILE))
  setFlagsFromString('--expose-gc')
  gc = runInNewContext('gc')
})

/** A source that holds no copy of the file. */
function arriving() {
  let at = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= long.length) return controller.close()
      controller.enqueue(long.slice(at, at + 65_536))
      at += 65_536
    },
  })
  return sourceOf(long, { body })
}

/** Returns how many buffer bytes are in use, after other requests' work. */
async function settled(): Promise<number> {
  await new Promise((done) => setTimeout(done, 100))
  gc()
  await new Promise((done) => setTimeout(done, 20))
  gc()
  return process.memoryUsage().arrayBuffers
}

it.each(['width=9&metadata=1', 'width=9&metadata=1&hdr=1', 'trim=5&metadata=1'])(
  'an image with a long profile holds no bytes while it waits: %s',
  async (query) => {
    const { gate, leave } = await crowded(long)
    const before = await settled()
    let isMade = false
    const making = transformed(long, query, {
      source: arriving(),
      reopen: async () => arriving(),
      admission: gate,
    }).finally(() => {
      isMade = true
    })
    const held = (await settled()) - before
    expect(isMade).toBe(false)
    leave()
    await making
    expect(held).toBeLessThan(PROFILE / 8)
  },
)
