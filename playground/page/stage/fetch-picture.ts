import { effect } from '@preact/signals'
import type { Problem } from '../../protocol.ts'
import { problemOf, Refused, sign, toProblem } from '../api.ts'
import { fetchImage } from '../view.ts'

/**
 * Signs a target and fetches its picture.
 * @throws Refused if the server refused the request; DOMException AbortError
 */
export async function fetchPicture(target: string, signal: AbortSignal): Promise<Blob> {
  const [result] = await sign([target], signal)
  if (!result || !('url' in result))
    throw new Refused(result ?? { status: 0, code: 'internal', title: 'No answer' })
  const response = await fetchImage(result.url, signal)
  if (!response.ok) throw new Refused(await problemOf(response))
  return response.blob()
}

/**
 * Runs `work` again each time a signal changes that it reads before its first `await`. A change
 * cancels the previous run.
 * @returns a function that cancels the current run and prevents further runs
 */
export function followChanges(
  work: (signal: AbortSignal) => Promise<void>,
  refused: (problem: Problem) => void,
): () => void {
  return effect(() => {
    const cancelled = new AbortController()
    work(cancelled.signal).catch((error: unknown) => {
      if (!cancelled.signal.aborted) refused(toProblem(error))
    })
    return () => cancelled.abort()
  })
}
