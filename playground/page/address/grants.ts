import { effect, signal } from '@preact/signals'
import { MODERN_FORMATS } from '../../../src/engine/options/modern-formats.ts'
import type { Problem, SignedTarget } from '../../protocol.ts'
import { sign, toProblem } from '../api.ts'
import { catalog } from '../catalog.ts'
import { presetQuery, zoneOf } from '../controls/zone-of.ts'
import { parameters, path, target } from '../target.ts'
import { formatTarget } from '../target-text.ts'
import { grantParameters } from './granted-sizes.ts'

/** A target's signed grants: URLs from which the client may choose one of several sizes. */
export interface Granted {
  /** Target from which the grants were made. */
  readonly target: string
  readonly given: ReadonlyMap<string, string>
  /** Signed grant in the target's format. */
  readonly grant: SignedTarget | Problem
  readonly jxl: SignedTarget | Problem
  readonly avif: SignedTarget | Problem
  readonly webp: SignedTarget | Problem
}

/** Grants for the last target. They are only updated while a component shows grants. */
export const granted = signal<Granted | undefined>(undefined)

/**
 * Signs each target's grants while a component is shown. Use it with `useSignalEffect` or
 * `useEffect`.
 */
export function signGrants(): () => void {
  return effect(() => {
    const of = target.value
    const at = path.value
    const query = presetQuery(zoneOf(at, catalog.value.zones), parameters.value.get('preset'))
    const given = grantParameters(parameters.value, new Map(new URLSearchParams(query)))
    const cancelled = new AbortController()
    const targets = [given, ...MODERN_FORMATS.map((format) => new Map(given).set('format', format))]
    sign(
      targets.map((each) => formatTarget(at, each)),
      cancelled.signal,
    ).then(
      ([grant, jxl, avif, webp]) => {
        if (!cancelled.signal.aborted && grant && jxl && avif && webp)
          granted.value = { target: of, given, grant, jxl, avif, webp }
      },
      (error: unknown) => {
        if (cancelled.signal.aborted) return
        const problem = toProblem(error)
        granted.value = { target: of, given, grant: problem, jxl: problem, avif: problem, webp: problem }
      },
    )
    return () => cancelled.abort()
  })
}
