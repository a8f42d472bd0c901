import {
  type Capacity,
  type Context,
  capacity,
  type Description,
  type EngineLimits,
  type EngineOptions,
  type ErrorCode,
  Failure,
  type Fitting,
  type Input,
  probe,
  type Refused,
  type Result,
  type ResultInfo,
  transform,
} from '@owner/signet-worker/engine'
import * as jpeg from '@owner/signet-worker/engine/jpeg'
import '@owner/signet-worker/codecs/avif-decoder'
import '@owner/signet-worker/codecs/avif-encoder'
import '@owner/signet-worker/codecs/harfbuzz'
import '@owner/signet-worker/codecs/scalers'
import '@owner/signet-worker/codecs/thorvg'

const limits: EngineLimits = { pixels: 40_000_000, memory: undefined }
const unset: number | undefined = undefined

export const options: EngineOptions = {
  width: 400,
  height: unset,
  crop: { at: [0.5, 0.5], zoom: 1, marked: false },
  bg: 'ffd666',
  oltext: 'Hello {name}',
  'ol-name': 'you',
  ol2url: '/logo.svg',
  ol2blend: 'multiply',
  format: 'auto',
}

export const context = (signal: AbortSignal): Context => ({
  signal,
  limits,
  accept: 'image/avif,image/webp',
  accepts: ['avif'],
  font: '/font.ttf',
  markKey: new Uint8Array(32),
  files: async (address, aborted) =>
    aborted.aborted ? new Uint8Array() : fetch(`https://example.com${address}`),
})

export async function thumbnail(response: Response): Promise<Response> {
  const { body, type, width, height, info }: Result = await transform(response, options)
  const { format, bytes, frames = 1, hdr, isOriginal }: ResultInfo = info
  const facts: string = [format, bytes, frames, hdr ?? 'none', isOriginal, width, height].join()
  return new Response(body, { headers: { 'content-type': type, 'x-facts': facts } })
}

export function inputs(stream: ReadableStream<Uint8Array>, blob: Blob): readonly Input[] {
  return [stream, blob, new Uint8Array(1), new ArrayBuffer(1), new Response(blob)]
}

export async function describe(input: Input): Promise<string> {
  const { format, width, height, thumbhash, gainMap }: Description = await probe(input)
  return `${format} ${width}x${height} ${thumbhash?.length ?? 0} ${gainMap?.channels ?? 0}`
}

export async function fits(input: Input): Promise<string> {
  const answer: Capacity = await capacity(input, { width: 8000, format: 'avif' }, { limits })
  const texts = {
    yes: ({ bytes, limit, waits, format }: Fitting) =>
      `${bytes} of ${limit} for ${format}${waits ? ', later' : ''}`,
    no: ({ code, reason, largest }: Refused) => `${code}: ${reason} (${largest?.width ?? 0})`,
  }
  return answer.fits ? texts.yes(answer) : texts.no(answer)
}

export async function codeOf(input: Input): Promise<ErrorCode | undefined> {
  try {
    await jpeg.transform(input, { width: 100 })
    return undefined
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const detail: string | undefined = error.detail
    return detail === undefined ? undefined : error.code
  }
}
