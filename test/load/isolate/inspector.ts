/** Sizes in bytes: an isolate's JavaScript heap and its array buffers. */
export interface HeapUsage {
  readonly usedSize: number
  /** Array buffers, without WebAssembly memories. */
  readonly backingStorageSize: number
}

/** Connection to the inspector of an isolate. */
export interface Inspector {
  heapUsage(): Promise<HeapUsage>
  close(): void
}

interface Target {
  readonly id: string
  readonly webSocketDebuggerUrl: string
}

interface Reply {
  readonly id?: number
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

/** Id that the user's Worker has among workerd's targets. */
const TARGET = 'core:user:'

async function targetAt(address: URL): Promise<Target> {
  const response = await fetch(new URL(`http://${address.host}/json`))
  const targets = (await response.json()) as readonly Target[]
  const target = targets.find(({ id }) => id === TARGET)
  if (!target) throw new Error(`the inspector at ${address.host} has no target ${TARGET}`)
  return target
}

/**
 * Connects to the inspector of the Worker's isolate.
 * @param address workerd's inspector address
 */
export async function openInspector(address: URL): Promise<Inspector> {
  const socket = new WebSocket((await targetAt(address)).webSocketDebuggerUrl)
  const opened = Promise.withResolvers<void>()
  socket.addEventListener('open', () => opened.resolve())
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let calls = 0

  function fail(error: Error): void {
    opened.reject(error)
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }

  socket.addEventListener('error', () => fail(new Error('the connection to the inspector failed')))
  socket.addEventListener('close', () => fail(new Error('the inspector has closed the connection')))
  socket.addEventListener('message', ({ data }) => {
    const { id, result, error }: Reply = JSON.parse(String(data))
    const call = id === undefined ? undefined : waiting.get(id)
    if (id === undefined || !call) return
    waiting.delete(id)
    if (error) call.reject(new Error(error.message))
    else call.resolve(result)
  })
  await opened.promise

  return {
    heapUsage() {
      const call = Promise.withResolvers<unknown>()
      waiting.set(++calls, call)
      socket.send(JSON.stringify({ id: calls, method: 'Runtime.getHeapUsage' }))
      return call.promise as Promise<HeapUsage>
    },
    close: () => socket.close(),
  }
}
