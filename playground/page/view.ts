import { computed, effect, signal } from '@preact/signals'
import { parseInfo } from '../../src/edge/cache/info.ts'
import type { PlanAnswer, Problem } from '../protocol.ts'
import { planOf, problemOf, Refused, toProblem } from './api.ts'
import { imageAccept } from './image-accept.ts'
import { arrived, awaiting, type Rendering, refused, type View } from './rendering.ts'
import { type Signing, signing } from './signed.ts'
import { target } from './target.ts'

/** The page's result. */
export const view = signal<View>({ state: 'loading', target: target.peek(), last: undefined })

/** `true` until the first result, which has priority over all other requests. */
export const isOpening = computed(() => view.value.state === 'loading' && view.value.last === undefined)

/** A target's newest plan. It arrives before the picture, and the editors show it at once. */
export const planned = signal<{ readonly target: string; readonly plan: PlanAnswer } | undefined>(undefined)

/** Fetches an image without the browser's cache, so that time and cache status are the server's. */
export async function fetchImage(url: string, signal: AbortSignal): Promise<Response> {
  const accept = await imageAccept()
  return fetch(url, { signal, cache: 'no-store', headers: { accept } })
}

function show(next: View): void {
  const old = view.peek().last
  view.value = next
  if (old && old !== next.last) URL.revokeObjectURL(old.objectUrl)
}

const refuse = (ofTarget: string, problem: Problem) => show(refused(view.peek(), ofTarget, problem))

async function plan(ofTarget: string, signal: AbortSignal): Promise<PlanAnswer | undefined> {
  try {
    const made = await planOf(ofTarget, signal)
    if (!signal.aborted) planned.value = { target: ofTarget, plan: made }
    return made
  } catch {
    // The picture is shown without a plan. If the picture is refused too, its problem is shown.
    return undefined
  }
}

type Fetched = Pick<Rendering, 'blob' | 'headers' | 'began' | 'elapsed'>

async function fetchRendering(url: string, signal: AbortSignal): Promise<Fetched> {
  const began = performance.now()
  const response = await fetchImage(url, signal)
  if (!response.ok) throw new Refused(await problemOf(response))
  const blob = await response.blob()
  return { blob, headers: response.headers, began, elapsed: performance.now() - began }
}

/** Decodes a picture before it is shown, so that picture and numbers change in the same frame. */
async function sizeOf(objectUrl: string, type: string): Promise<Rendering['size']> {
  if (!type.startsWith('image/')) return undefined
  const image = new Image()
  image.src = objectUrl
  return image.decode().then(
    () => ({ width: image.naturalWidth, height: image.naturalHeight }),
    () => undefined,
  )
}

async function render(ofTarget: string, url: string, signal: AbortSignal): Promise<void> {
  const [fetched, itsPlan] = await Promise.all([fetchRendering(url, signal), plan(ofTarget, signal)])
  const type = fetched.headers.get('content-type') ?? ''
  const objectUrl = URL.createObjectURL(fetched.blob)
  const size = await sizeOf(objectUrl, type)
  if (signal.aborted) return URL.revokeObjectURL(objectUrl)
  const rendering: Rendering = {
    ...fetched,
    target: ofTarget,
    url,
    objectUrl,
    type,
    size,
    info: parseInfo(fetched.headers.get('x-ip-info')),
    plan: itsPlan,
  }
  const next = arrived(view.peek(), rendering)
  if (next.last !== rendering) URL.revokeObjectURL(rendering.objectUrl)
  show(next)
}

function follow(now: Signing): (() => void) | undefined {
  if ('problem' in now) {
    refuse(now.target, now.problem)
    return
  }
  const cancelled = new AbortController()
  render(now.target, now.signed.url, cancelled.signal).catch((error: unknown) => {
    if (!cancelled.signal.aborted) refuse(now.target, toProblem(error))
  })
  return () => cancelled.abort()
}

/** Fetches the image for each signed URL. A new URL cancels the previous request. */
export function renderChanges(): void {
  effect(() => {
    if (target.value !== view.peek().target) view.value = awaiting(view.peek(), target.value)
  })
  effect(() => {
    const now = signing.value
    if (!now) return
    return follow(now)
  })
}
