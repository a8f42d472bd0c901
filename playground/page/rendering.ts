import { effect, signal } from '@preact/signals'
import type { Problem } from '../protocol.ts'
import { IMAGE_ACCEPT, problemOf, toProblem } from './api.ts'
import { type Signing, signing } from './signed.ts'
import { target } from './target.ts'

/** A picture that the server delivered. */
export interface Rendered {
  /** Requested target, without a token. */
  readonly target: string
  /** Signed URL: path, query and token. */
  readonly url: string
  /** Object URL of `blob`. It is revoked when another picture replaces this one. */
  readonly objectUrl: string
  readonly blob: Blob
  readonly type: string
  readonly bytes: number
  readonly headers: Headers
  /** Milliseconds from the request to the last byte. */
  readonly elapsed: number
}

/**
 * State of the shown result. `rendered` is the last picture that loaded. It is kept while the next
 * picture loads, and after a refusal.
 */
export interface Rendering {
  readonly loading: boolean
  readonly rendered?: Rendered
  readonly problem?: Problem
}

export const rendering = signal<Rendering>({ loading: true })

/**
 * Fetches an image without the browser's cache, so that time and cache status are those of the
 * server.
 */
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
    // During a drag, each loaded picture is shown, even if the next picture is already requested.
    // Otherwise nothing would change until the end of the drag.
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

/** Fetches the image of each signed URL. A new URL cancels the previous request. */
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
