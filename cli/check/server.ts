import type { Config } from '../../src/edge/config.ts'
import type { Bindings } from '../../src/edge/source/kind.ts'
import type { Circumstances } from '../../src/signing/auth/claims.ts'
import type { Keyring } from '../../src/signing/auth/keyring.ts'
import type { AnyScheme } from '../../src/signing/auth/schemes.ts'
import type { Wire } from '../../src/signing/url/wire.ts'

/** A server, as far as it is known here. */
export interface Server extends Circumstances {
  /** The header `Accept` of the client. */
  readonly accept?: string | undefined
  /** Zones, presets and hosts; `undefined` where they are not known. */
  readonly loaded:
    | {
        readonly config: Config
        readonly env: Bindings
        /** Names of secrets that are not known here: `config` has random ones. */
        readonly standIns?: ReadonlySet<string>
      }
    | undefined
  /** Opens the keys of a scheme once it is known; without a keyring the token is not checked. */
  readonly openKeyring: (scheme: AnyScheme, wire: Wire) => Promise<Keyring | undefined>
}

export const isStandIn = (name: string, { loaded }: Server): boolean => loaded?.standIns?.has(name) ?? false
