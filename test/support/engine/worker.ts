import { capacity, Failure, probe, transform } from '../../../src/api/engine/index.ts'
import { sharp } from '../../../src/api/sharp/index.ts'

/** Calls to the public engine, keyed by the path in a request whose body is the input. */
const CALLS: Readonly<Record<string, (request: Request, options: object) => Promise<Response>>> = {
  '/transform': async (request, options) => {
    const { body, type } = await transform(bodyOf(request), options, { signal: request.signal })
    return new Response(body, { headers: { 'content-type': type } })
  },
  '/held': async (request, options) => {
    const { body } = await transform(await request.arrayBuffer(), options)
    return new Response(body)
  },
  '/fetched': async (request, options) => {
    const { body } = await transform(new Response(request.body, { headers: request.headers }), options)
    return new Response(body)
  },
  '/probe': async (request) => Response.json(await probe(bodyOf(request))),
  '/capacity': async (request, options) => Response.json(await capacity(bodyOf(request), options)),
  '/sharp': (request) => sharp(bodyOf(request)).rotate().resize(60, 40).webp().toResponse(),
  '/early': async (request) => {
    const signal = AbortSignal.timeout(50)
    const never = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => undefined) })
    await request.arrayBuffer()
    await transform(never, {}, { signal })
    return new Response('made')
  },
}

const bodyOf = ({ body }: Request): ReadableStream<Uint8Array> => body ?? new Blob([]).stream()

function answer(error: unknown): Response {
  if (error instanceof Failure)
    return Response.json({ code: error.code, detail: error.detail }, { status: 422 })
  return Response.json({ name: error instanceof Error ? error.name : 'unknown' }, { status: 500 })
}

export default {
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url)
    const options: object = JSON.parse(searchParams.get('options') ?? '{}')
    return (await CALLS[pathname]?.(request, options).catch(answer)) ?? new Response(null, { status: 404 })
  },
} satisfies ExportedHandler
