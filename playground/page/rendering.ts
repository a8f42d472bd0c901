import { effect, signal } from '@preact/signals'
import type { Problem } from '../protocol.ts'
import { problemOf } from './api.ts'
import { signing } from './signed.ts'

/** A picture that the server answered with. */
export interface Rendered {
  /** Signed: path, query, token. */
  readonly url: string
  /** Of the blob; revoked once another picture replaces it. */
  readonly objectUrl: string
  readonly type: string
  readonly bytes: number
  readonly headers: Headers
  /** From request to last byte, in milliseconds. */
  readonly elapsed: number
}

/** What the stage shows. `rendered` stays while the next picture loads. */
export interface Rendering {
  readonly loading: boolean
  readonly rendered?: Rendered
  readonly problem?: Problem
}

export const rendering = signal<Rendering>({ loading: true })

async function load(url: string, signal: AbortSignal): Promise<void> {
  const begin = performance.now()
  const response = await fetch(url, { signal })
  if (!response.ok) {
    const problem = await problemOf(response)
    if (!signal.aborted) rendering.value = { loading: false, problem }
    return
  }
  const blob = await response.blob()
  if (signal.aborted) return
  const old = rendering.peek().rendered?.objectUrl
  rendering.value = {
    loading: false,
    rendered: {
      url,
      objectUrl: URL.createObjectURL(blob),
      type: response.headers.get('content-type') ?? '',
      bytes: blob.size,
      headers: response.headers,
      elapsed: performance.now() - begin,
    },
  }
  if (old) URL.revokeObjectURL(old)
}

const UNREACHABLE: Problem = { status: 0, code: 'internal', title: 'The development server does not answer' }

/** Fetches the signed URL after each change; a change cancels the fetch of the one before. */
export function renderChanges(): void {
  effect(() => {
    const now = signing.value
    if (!now) return
    if ('problem' in now) {
      rendering.value = { loading: false, problem: now.problem }
      return
    }
    const cancelled = new AbortController()
    const { problem: _, ...before } = rendering.peek()
    rendering.value = { ...before, loading: true }
    load(now.signed.url, cancelled.signal).catch(() => {
      if (!cancelled.signal.aborted) rendering.value = { loading: false, problem: UNREACHABLE }
    })
    return () => cancelled.abort()
  })
}
