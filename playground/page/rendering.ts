import { effect, signal } from '@preact/signals'
import type { Problem } from '../protocol.ts'
import { IMAGE_ACCEPT, problemOf, toProblem } from './api.ts'
import { type Signing, signing } from './signed.ts'
import { target } from './target.ts'

/** A picture that the server answered with. */
export interface Rendered {
  /** What was asked for, without a token. */
  readonly target: string
  /** Signed: path, query, token. */
  readonly url: string
  /** Of the blob; revoked once another picture replaces it. */
  readonly objectUrl: string
  readonly blob: Blob
  readonly type: string
  readonly bytes: number
  readonly headers: Headers
  /** From request to last byte, in milliseconds. */
  readonly elapsed: number
}

/** What the stage shows. `rendered` is the last good picture: it stays while the next one loads, and on a refusal. */
export interface Rendering {
  readonly loading: boolean
  readonly rendered?: Rendered
  readonly problem?: Problem
}

export const rendering = signal<Rendering>({ loading: true })

/** Past the cache of the browser, so that time and cache status are those of the server. */
export function fetchImage(url: string, signal: AbortSignal): Promise<Response> {
  return fetch(url, { signal, cache: 'no-store', headers: { accept: IMAGE_ACCEPT } })
}

function refuse(ofTarget: string, problem: Problem): void {
  if (ofTarget !== target.peek()) return
  const { rendered } = rendering.peek()
  rendering.value = { loading: false, ...(rendered && { rendered }), problem }
}

async function load(ofTarget: string, url: string, signal: AbortSignal): Promise<void> {
  const begin = performance.now()
  const response = await fetchImage(url, signal)
  if (!response.ok) {
    const problem = await problemOf(response)
    if (!signal.aborted) refuse(ofTarget, problem)
    return
  }
  const blob = await response.blob()
  if (signal.aborted) return
  const old = rendering.peek().rendered?.objectUrl
  rendering.value = {
    // During a drag each picture shows, and the next one is on its way.
    loading: ofTarget !== target.peek(),
    rendered: {
      target: ofTarget,
      url,
      objectUrl: URL.createObjectURL(blob),
      blob,
      type: response.headers.get('content-type') ?? '',
      bytes: blob.size,
      headers: response.headers,
      elapsed: performance.now() - begin,
    },
  }
  if (old) URL.revokeObjectURL(old)
}

function follow({ target: ofTarget, ...now }: Signing): (() => void) | undefined {
  if ('problem' in now) {
    refuse(ofTarget, now.problem)
    return
  }
  const cancelled = new AbortController()
  load(ofTarget, now.signed.url, cancelled.signal).catch((error: unknown) => {
    if (!cancelled.signal.aborted) refuse(ofTarget, toProblem(error))
  })
  return () => cancelled.abort()
}

/** Fetches each signed URL; the next one cancels the fetch of the one before. */
export function renderChanges(): void {
  effect(() => {
    if (target.value !== signing.peek()?.target) rendering.value = { ...rendering.peek(), loading: true }
  })
  effect(() => {
    const now = signing.value
    if (!now) return
    rendering.value = { ...rendering.peek(), loading: true }
    return follow(now)
  })
}
