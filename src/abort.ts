/** Returns the reason of a signal that has fired. Some signals from other libraries have none. */
export function reasonOf(signal: AbortSignal): unknown {
  return signal.reason === undefined ? new DOMException('the call was aborted', 'AbortError') : signal.reason
}

/** Returns `true` for the error of an aborted call. Never throws. */
export function isAbortError(error: unknown): error is DOMException {
  try {
    return error instanceof DOMException && error.name === 'AbortError'
  } catch {
    return false
  }
}

/**
 * Throws the reason of a signal that has fired. Unlike `signal.throwIfAborted`, it works with
 * signals from other libraries, which may lack that method.
 */
export function assertNotAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw reasonOf(signal)
}

/**
 * Returns the result of some work, or rejects with the signal's reason as soon as the signal fires.
 * The abandoned work goes on in the background, and its result is dropped.
 */
export async function untilAborted<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  assertNotAborted(signal)
  let onAbort = () => {}
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(reasonOf(signal))
    signal.addEventListener('abort', onAbort)
  })
  try {
    return await Promise.race([work(), aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/**
 * Waits `ms` milliseconds in the current context. Rejects with the signal's reason when the signal
 * fires.
 */
export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  assertNotAborted(signal)
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    function onAbort(): void {
      clearTimeout(timer)
      reject(reasonOf(signal))
    }
    signal.addEventListener('abort', onAbort, { once: true })
  })
}
