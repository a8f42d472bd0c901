import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Number of requests by path. */
export type Fetches = Record<string, number>

export interface OriginPorts {
  readonly photos: number
  readonly other: number
}

/** Two HTTP origins on loopback that run in their own process. */
export interface Origin {
  readonly ports: OriginPorts
  fetches(): Promise<Fetches>
  close(): void
}

/**
 * Starts the origins. See `origin-process.ts` for the path form.
 * @param directory folder of the files
 */
export async function startOrigin(directory: string): Promise<Origin> {
  const child = fork(fileURLToPath(new URL('origin-process.ts', import.meta.url)), [directory])
  const [ports] = (await once(child, 'message')) as [OriginPorts]
  return {
    ports,
    async fetches() {
      child.send('fetches')
      const [fetches] = (await once(child, 'message')) as [Fetches]
      return fetches
    },
    close: () => child.disconnect(),
  }
}
