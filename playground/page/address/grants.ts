import { effect, signal } from '@preact/signals'
import type { Problem, SignedTarget } from '../../protocol.ts'
import { Refused, sign } from '../api.ts'
import { parameters, path } from '../target.ts'
import { formatTarget } from '../target-text.ts'
import { grantParameters } from './granted-sizes.ts'

/** Signatures for several sizes. */
export interface Granted {
  readonly given: ReadonlyMap<string, string>
  /** In the format of the target. */
  readonly grant: SignedTarget | Problem
  readonly avif: SignedTarget | Problem
  readonly webp: SignedTarget | Problem
}

/** Of the last target that was signed while someone looked. */
export const granted = signal<Granted | undefined>(undefined)

/** Signs the grants of each target while a component is shown; for `useSignalEffect` or `useEffect`. */
export function signGrants(): () => void {
  return effect(() => {
    const given = grantParameters(parameters.value)
    const at = path.value
    const cancelled = new AbortController()
    const targets = [given, new Map(given).set('format', 'avif'), new Map(given).set('format', 'webp')]
    sign(
      targets.map((each) => formatTarget(at, each)),
      cancelled.signal,
    ).then(
      ([grant, avif, webp]) => {
        if (!cancelled.signal.aborted && grant && avif && webp) granted.value = { given, grant, avif, webp }
      },
      (error: unknown) => {
        if (error instanceof Refused) {
          const { problem } = error
          granted.value = { given, grant: problem, avif: problem, webp: problem }
        }
      },
    )
    return () => cancelled.abort()
  })
}
