import type { Config } from '../../src/edge/config.ts'
import type { Bindings } from '../../src/edge/source/kind.ts'
import type { Circumstances } from '../../src/signing/auth/claims.ts'
import type { Keyring } from '../../src/signing/auth/keyring.ts'
import type { AnyScheme } from '../../src/signing/auth/schemes.ts'
import type { Wire } from '../../src/signing/url/wire.ts'

/** A server and a request to it, as far as both are known to the command. */
export interface Server extends Circumstances {
  /** Value in the client's header `Accept`. */
  readonly accept?: string | undefined
  /** Zones, presets and hosts. `undefined` if there is no configuration. */
  readonly loaded:
    | {
        readonly config: Config
        readonly env: Bindings
        /**
         * Names of secrets that the command does not have. `config` contains random values for
         * them.
         */
        readonly standIns?: ReadonlySet<string>
      }
    | undefined
  /** Returns a scheme's keys. If it returns `undefined`, the token is not verified. */
  readonly openKeyring: (scheme: AnyScheme, wire: Wire) => Promise<Keyring | undefined>
}

export const isStandIn = (name: string, { loaded }: Server): boolean => loaded?.standIns?.has(name) ?? false
