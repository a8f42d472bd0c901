// Runs in every runtime: the packed engine transforms pictures, and its outputs become digests.
import '@owner/signet-heic'
import { capacity, probe, transform } from '@owner/signet-worker/engine'

/** Ways to pass an input. They take turns. */
const INPUTS = [
  (bytes) => bytes,
  (bytes) => bytes.buffer,
  (bytes) => new Blob([bytes]),
  (bytes) => new Blob([bytes]).stream(),
  (bytes) => new Response(bytes, { headers: { 'content-length': String(bytes.length) } }),
]

/** Key of invisible marks: 32 bytes, in base64url. */
const MARK_KEY = 'm1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'

async function sha256(bytes) {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Yields each PNG chunk's type and content. */
function* chunksOf(png) {
  const view = new DataView(png.buffer, png.byteOffset, png.length)
  for (let at = 8; at < png.length; at += view.getUint32(at) + 12) {
    const start = at + 8
    const type = String.fromCharCode(...png.subarray(at + 4, start))
    yield { type, content: png.subarray(start, start + view.getUint32(at)) }
  }
}

async function inflated(parts) {
  const stream = new Blob(parts).stream().pipeThrough(new DecompressionStream('deflate'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

/**
 * Returns the header, the palette and the filtered rows of a PNG. Each runtime has its own deflate,
 * so the compressed bytes may differ.
 */
async function contentOf(png) {
  const chunks = [...chunksOf(png)]
  const of = (...types) => chunks.filter(({ type }) => types.includes(type)).map(({ content }) => content)
  const parts = [...of('IHDR', 'PLTE', 'tRNS', 'cICP'), await inflated(of('IDAT'))]
  return new Uint8Array(await new Blob(parts).arrayBuffer())
}

async function outcome(work) {
  try {
    return await work()
  } catch (error) {
    return { error: error.code ?? 'thrown', message: error.message, detail: error.detail }
  }
}

/**
 * Transforms and describes a picture.
 * @param job options, and the number of the job
 * @param bytes the picture
 * @param files reads a font or an overlay's picture
 */
async function digest({ options, number }, bytes, files) {
  const context = { files, markKey: MARK_KEY, font: '/font.ttf' }
  const input = () => INPUTS[number % INPUTS.length](bytes.slice())
  const image = await outcome(async () => {
    const { body, type, width, height, info } = await transform(input(), options, context)
    const { bytes: length, ...rest } = info
    const isPng = type === 'image/png'
    return { type, width, height, ...rest, sha256: await sha256(isPng ? await contentOf(body) : body) }
  })
  const { waits, ...fits } = await outcome(() => capacity(input(), options, context))
  return { image, fits, description: await outcome(() => probe(input())) }
}

/**
 * Does the jobs in order.
 * @param jobs jobs with a `name`, a `file` and `options`
 * @param read reads a file by its name
 * @returns results by job name
 */
export async function digests(jobs, read) {
  const results = {}
  for (const [number, { name, file, options }] of jobs.entries()) {
    const files = (address) => read(address.slice(1))
    results[name] = await digest({ options, number }, await read(file), files)
  }
  return results
}
